/** A fresh process that loads one bundle, invokes it once, and sends how many milliseconds each took. */
const since = process.hrtime.bigint();
const { handler } = require(process.argv[2]);
const loaded = process.hrtime.bigint();

const milliseconds = (from, to) => Number(to - from) / 1e6;
const context = {
  functionName: 'bench',
  awsRequestId: 'bench',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 240_000,
};

handler(JSON.parse(process.argv[3]), context).then((answer) => {
  const answered = process.hrtime.bigint();
  if (answer?.batchItemFailures?.length > 0) throw new Error(`${process.argv[2]} failed records.`);
  process.send({ loadMs: milliseconds(since, loaded), answerMs: milliseconds(since, answered) });
});
