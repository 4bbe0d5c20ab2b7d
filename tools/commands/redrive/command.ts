import { DEAD_LETTER_QUEUES } from '../../service/dead-letter-queues.ts';
import { describeFailure } from '../../service/describe-failure.ts';
import { endpointOf } from '../../service/stages.ts';
import { count, wrap } from '../../service/text.ts';
import { type Arguments, HELP, readArguments, UsageError } from './arguments.ts';
import { describeDeadLetters, SAMPLE_SECONDS, type Service } from './dead-letters.ts';
import { INTERRUPTED, type Move, moveByTask, type Report } from './move-task.ts';
import { resend } from './resend.ts';

type Output = { write(text: string): unknown; isTTY?: boolean };

type Dependencies = {
  environment: NodeJS.ProcessEnv;
  connect(stage: string, endpoint: string | undefined): Service;
  stdout: Output;
  stderr: Output;
  /** Waits, but no longer than until the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Called before anything is moved: an interruption from then on is reported. */
  onInterrupt(): AbortSignal;
};

/**
 * `npm run redrive`: shows what is in a dead-letter queue, or moves it back to be processed again.
 *
 * @returns a function of the command line that prints, and gives the exit code: 0 done, 1 not (all) done, 2 wrong
 * usage, 130 interrupted.
 */
export function createRedrive(deps: Dependencies) {
  const { environment, connect, stdout, stderr, sleep, onInterrupt } = deps;

  return async function redrive(commandLine: string[]): Promise<number> {
    const { lines, exitCode } = await run(commandLine);
    (exitCode === 0 ? stdout : stderr).write(`${lines.join('\n')}\n`);
    return exitCode;
  };

  async function run(commandLine: string[]): Promise<Report> {
    try {
      const given = readArguments(commandLine);
      return given === 'help' ? { exitCode: 0, lines: [HELP] } : await answer(given);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { exitCode: 2, lines: [wrap(error.message)] };
    }
  }

  async function answer(given: Arguments): Promise<Report> {
    const { stage, confirm } = given;
    const endpoint = endpointOf(stage, environment);
    try {
      const service = connect(stage, endpoint);
      return await (confirm ? move(service, given) : look(service, given));
    } catch (error) {
      return { exitCode: 1, lines: [wrap(describeFailure(error, { stage, endpoint }))] };
    }
  }

  async function look(service: Service, given: Arguments): Promise<Report> {
    const { stage, queue } = given;
    const { waiting, inFlight } = await service.queueDepth(`${queue}Url`);
    const letters = await describeDeadLetters(service, queue);
    const total = Math.max(waiting, letters.length);
    const elsewhere = inFlight > 0 ? `, and ${inFlight} in flight` : '';
    const head = wrap(`${queue} of stage ${stage}: ${count(total, 'message')} waiting${elsewhere}.`);
    if (letters.length === 0) return { exitCode: 0, lines: [head] };
    const lines = [
      letters.length < total ? `${head} ${letters.length} of them:` : head,
      ...letters.map((letter) => `\n${letter}`),
      `\nTo move all of them back to ${DEAD_LETTER_QUEUES[queue].source}:`,
      `  ${commandFor(given)} --confirm`,
    ];
    return { exitCode: 0, lines };
  }

  async function move({ sqs, output, queueDepth }: Service, given: Arguments): Promise<Report> {
    const { stage, queue } = given;
    const { source, holds } = DEAD_LETTER_QUEUES[queue];
    const { waiting, inFlight } = await queueDepth(`${queue}Url`);
    const total = waiting + inFlight;
    if (total === 0) {
      const nothing = wrap(`No message waits in ${queue} of stage ${stage}: nothing to move.`);
      return { exitCode: 0, lines: [nothing] };
    }

    const interrupted = onInterrupt();
    // Messages that were just looked at are invisible, and would stay behind.
    if (inFlight > 0) {
      stdout.write(`Waiting ${SAMPLE_SECONDS} seconds for messages in flight.\n`);
      await sleep(SAMPLE_SECONDS * 1000, interrupted);
      if (interrupted.aborted) return { exitCode: INTERRUPTED, lines: ['Interrupted: nothing was moved.'] };
    }

    const [from, to] = [await output(`${queue}Url`), await output(`${source}Url`)];
    let shown = '';
    const details: Move = {
      ...{ sqs, queue, source, from, to, total, interrupted },
      command: commandFor(given),
      sleep: (milliseconds) => sleep(milliseconds, interrupted),
      /** In place on a terminal, otherwise a line for every change. */
      showProgress(moved, of = total) {
        const line = `${moved} of about ${of} moved to ${source}`;
        if (line !== shown) stdout.write(stdout.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
        shown = line;
      },
    };
    try {
      // SQS moves only messages that came from a queue, not those from a topic.
      const report = holds === 'undelivered' ? undefined : await moveByTask(details);
      return report ?? (await resend(details));
    } finally {
      if (stdout.isTTY && shown !== '') stdout.write('\n');
    }
  }

  function commandFor({ stage, queue }: Arguments): string {
    const { AWS_ENDPOINT_URL: endpoint } = environment;
    return `${endpoint ? `AWS_ENDPOINT_URL=${endpoint} ` : ''}npm run redrive -- --stage ${stage} --queue ${queue}`;
  }
}
