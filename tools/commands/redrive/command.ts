import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { describeFailure } from '../../service/describe-failure.ts';
import { endpointOf } from '../../service/stages.ts';
import { wrap } from '../../service/text.ts';
import { type Arguments, HELP, readArguments, UsageError } from './arguments.ts';
import { DEAD_LETTER_QUEUES, SAMPLE_SECONDS, type Service, sampleDeadLetters } from './dead-letters.ts';
import { type MoveOptions, moveByTask, NoMoveTasksError, type Progress } from './move-task.ts';
import { createReports, type Report } from './reports.ts';
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
    const { text, exitCode } = await run(commandLine);
    (exitCode === 0 ? stdout : stderr).write(`${text}\n`);
    return exitCode;
  };

  async function run(commandLine: string[]): Promise<Report> {
    try {
      const given = readArguments(commandLine);
      return given === 'help' ? { text: HELP, exitCode: 0 } : await answer(given);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { text: wrap(error.message), exitCode: 2 };
    }
  }

  async function answer(given: Arguments): Promise<Report> {
    const { stage, confirm } = given;
    const endpoint = endpointOf(stage, environment);
    try {
      const service = connect(stage, endpoint);
      return await (confirm ? move(service, given) : look(service, given));
    } catch (error) {
      return { text: wrap(describeFailure(error, { stage, endpoint })), exitCode: 1 };
    }
  }

  async function look(service: Service, given: Arguments): Promise<Report> {
    const depth = await service.queueDepth(`${given.queue}Url`);
    const sample = await sampleDeadLetters(service, given.queue);
    return createReports(given, commandFor(given)).look({ ...depth, sample });
  }

  async function move(service: Service, given: Arguments): Promise<Report> {
    const { queue } = given;
    const reports = createReports(given, commandFor(given));
    const { waiting, inFlight } = await service.queueDepth(`${queue}Url`);
    const total = waiting + inFlight;
    if (total === 0) return reports.nothingWaits();

    const interrupted = onInterrupt();
    // Messages that were just looked at are invisible, and would stay behind.
    if (inFlight > 0) {
      stdout.write(`Waiting ${SAMPLE_SECONDS} seconds for messages in flight.\n`);
      await sleep(SAMPLE_SECONDS * 1000, interrupted);
      if (interrupted.aborted) return reports.notStarted();
    }

    const { source, holds } = DEAD_LETTER_QUEUES[queue];
    const progress = createProgress(total, source);
    const options: MoveOptions = {
      sqs: service.sqs,
      sleep: (milliseconds) => sleep(milliseconds, interrupted),
      interrupted,
      onProgress: progress.show,
    };
    const resendAll = async () => {
      const [from, to] = [await service.output(`${queue}Url`), await service.output(`${source}Url`)];
      return reports.resent(await resend(options, { from, to, atMost: total }), total);
    };
    try {
      // SQS moves only messages that came from a queue, not those from a topic.
      if (holds === 'undelivered') return await resendAll();
      return reports.task(await moveByTask(options, await arnOf(service, queue)));
    } catch (error) {
      if (!(error instanceof NoMoveTasksError)) throw error;
      return await resendAll();
    } finally {
      progress.end();
    }
  }

  /** Shows how many are moved: in place on a terminal, otherwise a line for every change. */
  function createProgress(expected: number, target: string) {
    let shown = '';
    return {
      show({ moved, total = expected }: Progress) {
        const line = `${moved} of about ${total} moved to ${target}`;
        if (line === shown) return;
        stdout.write(stdout.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
        shown = line;
      },
      end() {
        if (stdout.isTTY && shown !== '') stdout.write('\n');
      },
    };
  }

  function commandFor({ stage, queue }: Arguments): string {
    const { AWS_ENDPOINT_URL: endpoint } = environment;
    return `${endpoint ? `AWS_ENDPOINT_URL=${endpoint} ` : ''}npm run redrive -- --stage ${stage} --queue ${queue}`;
  }
}

async function arnOf({ sqs, output }: Service, queue: string): Promise<string> {
  const QueueUrl = await output(`${queue}Url`);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  return (await sqs.send(command)).Attributes?.QueueArn ?? '';
}
