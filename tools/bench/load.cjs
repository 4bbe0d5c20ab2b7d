/** Loads one bundle in a fresh process, has it answer once, and prints how many milliseconds each took. */
const since = process.hrtime.bigint();
const { handler } = require(process.argv[2]);
const loaded = process.hrtime.bigint();

const milliseconds = (from, to) => Number(to - from) / 1e6;

async function answerOnce() {
  const context = {
    functionName: 'bench',
    awsRequestId: 'bench',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => 240_000,
  };
  const answer = await handler(JSON.parse(process.argv[3]), context);
  if (answer?.batchItemFailures?.length > 0) throw new Error(`${process.argv[2]} did not do its work.`);
}

answerOnce().then(
  () => {
    const answered = process.hrtime.bigint();
    process.send({ loadMs: milliseconds(since, loaded), answerMs: milliseconds(since, answered) });
  },
  ({ message }) => {
    console.error(message);
    process.exitCode = 1;
    process.disconnect();
  },
);
