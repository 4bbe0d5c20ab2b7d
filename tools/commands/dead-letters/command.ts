import { join } from 'node:path';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import type { Answer, Operation, OperatorCommand } from '../../service/operator-command.ts';
import { count, wrap } from '../../service/text.ts';
import { carryOut, type Outcome } from './change.ts';
import { assertIsNew, readExport, writeExport } from './export-file.ts';
import { type Journal, openJournal } from './journal.ts';
import { type LookOptions, look } from './letters.ts';
import { isRunning, latestTask, moveByTask } from './move-task.ts';
import { answerOf } from './outcome.ts';
import { leftOut, type Plan, planForExport, planForQueue } from './plan.ts';
import { stateOf } from './queues.ts';
import { depthOf, letterDocument, listOf, summaryDocument, summaryOf } from './report.ts';
import { HELP, OPTIONS, type Request, readRequest } from './request.ts';

type Dependencies = {
  /** The folder in which the journals have theirs. */
  folder: string;
  now(): number;
  /** Waits, but no longer than until the signal is aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  openJournal?: typeof openJournal;
};

type Context = { request: Request; operation: Operation; options: LookOptions; journal: Journal };

/** `npm run dead-letters`: shows what is in the dead-letter queues, and redrives, deletes, exports or corrects it. */
export function createDeadLetters({
  folder,
  now,
  sleep,
  openJournal: open = openJournal,
}: Dependencies): OperatorCommand<typeof OPTIONS, Request> {
  return {
    name: 'dead-letters',
    help: HELP,
    options: OPTIONS,
    example: '--stage dev --queue OrderDLQ',
    read: readRequest,
    async run(request, operation) {
      const { service, signal, progress, stage } = operation;
      const { visibilityTimeout, queues, action } = request;
      const options = { service, signal, progress, visibilityTimeout };
      const journal = open(join(folder, '.dead-letters', `journal-${stage}.jsonl`), now);
      const context = { request, operation, options, journal };
      const [queue] = queues;
      if (action === 'send') return change(context, await plansForExport(context));
      if (queue === undefined || queues.length > 1) return overview(context);
      if (action === 'look') return list(queue, context);
      if (action === 'export') return exportTo(queue, context);
      return (
        (await moveWhole(queue, context)) ??
        change(context, [await planForQueue(queue, request, journal, options)])
      );
    },
  };

  async function overview({ request, operation, options }: Context): Promise<Answer> {
    const found = await Promise.all(request.queues.map((queue) => look(queue, options)));
    const lines = [
      ...found.flatMap((one) => summaryOf(one, now())),
      '\nTo list the messages of a queue:',
      `  ${operation.command} --queue ${found.find(({ letters }) => letters.length > 0)?.queue ?? 'OrderDLQ'}`,
    ];
    return { lines, document: { Stage: operation.stage, Queues: found.map(summaryDocument) } };
  }

  async function list(queue: DeadLetterQueue, { request, operation, options }: Context): Promise<Answer> {
    const found = await look(queue, options);
    const letters = found.letters.filter(request.selects);
    const selected = request.isWhole ? '' : ` ${letters.length} of them:`;
    const [first] = letters;
    const next = first && [
      `\nTo send them back to ${DEAD_LETTER_QUEUES[queue].source}, add --redrive to the same command. For one message:`,
      `  ${operation.command} --queue ${queue} --redrive --only ${first.id}`,
    ];
    const lines = [
      wrap(`${queue} of stage ${operation.stage}: ${depthOf(found)}.${selected}`),
      ...listOf(letters, now()),
      ...(next ?? []).map((line) => wrap(line)),
    ];
    const Messages = letters.map(letterDocument);
    return { lines, document: { Stage: operation.stage, ...summaryDocument(found), Messages } };
  }

  async function exportTo(
    queue: DeadLetterQueue,
    { request, operation, options, journal }: Context,
  ): Promise<Answer> {
    const { file } = request;
    assertIsNew(file);
    const { letters, notes, missing, elsewhere } = await planForQueue(queue, request, journal, options);
    if (letters.length > 0) writeExport(file, letters);
    const lines =
      letters.length === 0
        ? ['There is nothing to export.']
        : [
            wrap(
              `Exported ${count(letters.length, 'message')} of ${queue} to ${file}. They are still in the queue.`,
            ),
            'To correct them, edit each "Body" in the file. Then send them:',
            `  ${operation.command} --send ${file}`,
          ];
    return {
      lines: [...lines, ...notes],
      document: {
        Stage: operation.stage,
        Action: 'export',
        Queue: queue,
        File: file,
        Exported: letters.map(({ id }) => id),
        Missing: missing,
        InFlight: elsewhere,
      },
      exitCode: missing.length + elsewhere > 0 ? 1 : 0,
    };
  }

  async function plansForExport({ request, options, journal }: Context): Promise<Plan[]> {
    const { file } = request;
    const messages = readExport(file);
    const plans: Plan[] = [];
    for (const [queue, ofQueue] of Map.groupBy(messages, (message) => message.queue)) {
      plans.push(await planForExport(queue, file, ofQueue, journal, options));
    }
    return plans;
  }

  /** Shows plans and, once they are confirmed, carries them out. */
  async function change({ request, operation, options, journal }: Context, plans: Plan[]): Promise<Answer> {
    for (const { lines, notes } of plans) operation.print([...lines, ...notes].join('\n'));
    const isNeeded = plans.some(({ letters }) => letters.length > 0);
    if (isNeeded && !(await isConfirmed(request, operation))) return notConfirmed(operation);
    const outcomes: Outcome[] = [];
    for (const plan of plans) {
      if (plan.letters.length > 0) outcomes.push(await carryOut(plan, journal, options));
    }
    return answerOf(plans, outcomes, request.action, operation);
  }

  /**
   * Has SQS move a whole queue.
   *
   * @returns undefined if that is not possible: SQS moves only messages that came from a queue, not those from a topic,
   *   and emulators may not support it. It would also send again what an earlier run sent and did not delete.
   */
  async function moveWhole(queue: DeadLetterQueue, context: Context): Promise<Answer | undefined> {
    const { request, operation, options, journal } = context;
    const { service, progress, signal, print, stage, command } = operation;
    const { source, from } = DEAD_LETTER_QUEUES[queue];
    const isMoved = request.action === 'redrive' && request.isWhole && from === 'queue';
    if (!isMoved || journal.hasUnfinished(queue)) return undefined;
    let state = await stateOf(service, queue);
    const last = await latestTask(service.sqs, state.arn);
    if (last === undefined) return undefined;

    const answer = (Moved: number) => ({ Stage: stage, Action: 'redrive', Queue: queue, Moved });
    const total = state.waiting + state.inFlight;
    if (!isRunning(last)) {
      if (total === 0)
        return { lines: [`${queue} is empty: there is nothing to redrive.`], document: answer(0) };
      print(wrap(`Redrive all messages of ${queue}, about ${total}, to ${source}. SQS moves them itself.`));
      if (!(await isConfirmed(request, operation))) return notConfirmed(operation);
      // SQS leaves behind what somebody else has received.
      for (let seconds = 0; state.inFlight > 0 && seconds < options.visibilityTimeout; seconds += 1) {
        progress(`${queue}: waiting for ${count(state.inFlight, 'message')} in flight`);
        await sleep(1000, signal);
        signal.throwIfAborted();
        state = await stateOf(service, queue);
      }
      if (state.inFlight > 0) print(wrap(leftOut(queue, state.inFlight)));
    }
    const { lines, exitCode, moved } = await moveByTask(
      {
        ...{ sqs: service.sqs, SourceArn: state.arn, queue, source, sleep, progress },
        ...{ interrupted: signal, command: `${command} --queue ${queue}` },
      },
      last,
    );
    return { lines, exitCode, document: answer(moved) };
  }
}

async function isConfirmed({ yes }: Request, { confirm }: Operation): Promise<boolean> {
  return yes || confirm('Go on?');
}

function notConfirmed({ stage }: Operation): Answer {
  return { lines: ['Nothing was changed.'], document: { Stage: stage, Changed: false }, exitCode: 1 };
}
