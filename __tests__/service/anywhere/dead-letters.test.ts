import { once } from 'node:events';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { createRandom } from '../../../tools/simulation/random.ts';
import { useDeadLetters } from '../../support/dead-letters.ts';
import { settled } from '../../support/orders-in-table.ts';
import { take } from '../../support/queue.ts';
import { freshOrderId, service } from '../../support/service.ts';

const SEED = 16;
const KILLS = 20;
const DEADLINE_MS = 600_000;
const { folder, start, run } = useDeadLetters();

/** What is done with the messages of a test. The others stay where they are. */
const KINDS = { redrive: 3, delete: 2, correct: 95, leave: 5 };
type Kind = keyof typeof KINDS;
type DeadLetter = { kind: Kind; orderId: string; messageId: string };

/** Puts messages of each kind into OrderDLQ. */
async function putDeadLetters(): Promise<DeadLetter[]> {
  const QueueUrl = await service.output('OrderDLQUrl');
  const prefix = freshOrderId();
  const planned = Object.entries(KINDS).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => ({
      kind: kind as Kind,
      orderId: `${prefix}-${kind}-${index}`,
    })),
  );
  const letters: DeadLetter[] = [];
  for (let first = 0; first < planned.length; first += 10) {
    const batch = planned.slice(first, first + 10);
    const Entries = batch.map(({ kind, orderId }, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ OrderId: orderId, Amount: kind === 'redrive' ? 5 : -1 }),
    }));
    const { Successful = [] } = await service.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    letters.push(...batch.map((one, index) => ({ ...one, messageId: messageIdOf(Successful, index) })));
  }
  return letters;
}

function messageIdOf(
  sent: { Id?: string | undefined; MessageId?: string | undefined }[],
  index: number,
): string {
  return sent.find(({ Id }) => Id === String(index))?.MessageId ?? '';
}

/** The commands of an operator: each changes only what it names. */
function commandsFor(letters: DeadLetter[], ...more: string[]) {
  const only = (kind: Kind) => ['--only', idsOf(letters, kind).join()];
  const queue = ['--queue', 'OrderDLQ', ...more];
  const file = join(folder, `${letters[0]?.orderId}.json`);
  return {
    file,
    redrive: [...queue, '--redrive', ...only('redrive'), '--yes'],
    delete: [...queue, '--delete', ...only('delete'), '--yes'],
    export: [...queue, '--export', file, ...only('correct')],
    send: ['--send', file, '--yes', ...more],
  };
}

function idsOf(letters: DeadLetter[], kind: Kind): string[] {
  return letters.filter((letter) => letter.kind === kind).map(({ orderId }) => orderId);
}

/** Corrects an export: the orders that were refused get an amount. */
function correct(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll('"Amount": -1', '"Amount": 7'));
}

/** The redriven and the corrected orders are stored, the deleted are gone, and the others are untouched. */
async function expectThatOnlyTheNamedMoved(letters: DeadLetter[]): Promise<void> {
  const expected = letters.filter(({ kind }) => kind === 'leave').map(({ messageId }) => messageId);
  const mine = new Map(letters.map((letter) => [letter.orderId, letter]));
  const left: { OrderId: string; MessageId: string }[] = await until(
    'the messages that are left',
    async () => {
      const { stdout } = await run('--queue', 'OrderDLQ', '--only', [...mine.keys()].join(), '--json');
      const { Messages, InFlight } = JSON.parse(stdout);
      // Other tests may be looking at them.
      return InFlight > 0 && Messages.length < expected.length ? undefined : Messages;
    },
  );
  expect(left.map(({ MessageId }) => MessageId).sort()).toEqual(expected.sort());

  for (const orderId of idsOf(letters, 'redrive'))
    expect(await settled(orderId)).toMatchObject({ Amount: 5 });
  for (const orderId of idsOf(letters, 'correct'))
    expect(await settled(orderId)).toMatchObject({ Amount: 7 });
  for (const orderId of [...idsOf(letters, 'delete'), ...idsOf(letters, 'leave')])
    expect(await service.order(orderId)).toBeUndefined();
  await removeFrom('OrderDLQUrl', expected);
}

async function removeFrom(queueOutput: string, messageIds: string[]): Promise<void> {
  const QueueUrl = await service.output(queueOutput);
  const left = new Set(messageIds);
  await until('the other messages to be deleted', async () => {
    for (const { MessageId = '' } of await take(QueueUrl, ({ MessageId = '' }) => left.has(MessageId)))
      left.delete(MessageId);
    return left.size === 0 || undefined;
  });
}

test(
  'of 100 dead letters 3 are redriven, 2 deleted, the others exported, corrected and sent: no other message moves',
  async () => {
    const letters = await putDeadLetters();
    const { file, ...commands } = commandsFor(letters);

    const runs = [
      await run(...commands.redrive),
      await run(...commands.delete),
      await run(...commands.export),
    ];
    correct(file);
    runs.push(await run(...commands.send));

    expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      runs.map(() => ({ exitCode: 0, stderr: expect.any(String) })),
    );
    expect(runs.map(({ stdout }) => stdout.match(/Done: .*/)?.[0])).toEqual([
      'Done: 3 of 3 messages redriven.',
      'Done: 2 of 2 messages deleted.',
      undefined,
      'Done: 95 of 95 messages sent.',
    ]);
    await expectThatOnlyTheNamedMoved(letters);
  },
  DEADLINE_MS,
);

test(
  `the same with the command killed at ${KILLS} random moments and started again`,
  async () => {
    const letters = await putDeadLetters();
    // A message that a killed run was reading is hidden for so long.
    const { file, ...commands } = commandsFor(letters, '--visibility-timeout', '3');
    const startedAt = performance.now();
    await run('--queue', 'OrderDLQ');
    let aRun = performance.now() - startedAt;
    let [attempts, kills] = [0, 0];

    /** Kills runs until there are so many kills, or until one has ended before; then runs until nothing is left to do. */
    async function killAndFinish(
      args: string[],
      goal: number,
      lines: number,
      isDone = () => false,
    ): Promise<void> {
      for (let isKilled = true; kills < goal && (isKilled || goal === KILLS); attempts += 1) {
        const took = await kill(args, aRun, lines, attempts);
        isKilled = took === undefined;
        kills += Number(isKilled);
        // With less left to do, a run is shorter.
        aRun = Math.min(aRun, took ?? aRun);
      }
      // A message is there again if it became visible before its deletion: on a slow machine, the timeout is short.
      const finished = async () => {
        const { exitCode, stdout } = await run(...args);
        return isDone() || (exitCode === 0 && stdout.includes('Nothing was changed.')) || undefined;
      };
      await until(`${args[0]} ${args[1]} to have nothing left to do`, finished, DEADLINE_MS);
    }
    await killAndFinish(commands.redrive, 4, 8);
    await killAndFinish(commands.delete, 7, 3);
    await killAndFinish(commands.export, 10, 0, () => existsSync(file));
    correct(file);
    await killAndFinish(commands.send, KILLS, 25);

    await expectThatOnlyTheNamedMoved(letters);
  },
  DEADLINE_MS,
);

/**
 * Kills a run at a random moment: after some time, or after some lines of its journal, up to `most`.
 *
 * @returns the milliseconds that it took, if it had ended before.
 */
async function kill(
  args: string[],
  aRun: number,
  most: number,
  attempt: number,
): Promise<number | undefined> {
  const random = createRandom(SEED + attempt);
  const lines = linesOfJournal() + random.integer('lines', 1, most);
  const startedAt = performance.now();
  const child = start(args);
  const ended = once(child, 'close');
  const killer = new AbortController();
  const time = setTimeout(random.between('time', 0.2, 1) * aRun, undefined, killer);
  await Promise.race([attempt % 2 === 0 ? time : untilJournalHas(lines, killer.signal), ended]);
  child.kill('SIGKILL');
  killer.abort();
  await Promise.allSettled([ended, time]);
  return child.signalCode === 'SIGKILL' ? undefined : performance.now() - startedAt;
}

function linesOfJournal(): number {
  const journals = globSync('.dead-letters/*', { cwd: folder });
  return journals.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n')).length;
}

async function untilJournalHas(lines: number, signal: AbortSignal): Promise<void> {
  while (linesOfJournal() < lines && !signal.aborted) await setTimeout(1);
}
