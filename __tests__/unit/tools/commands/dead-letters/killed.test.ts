import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createCommand, createSqs, freshFolder } from './dead-letters-in-memory.ts';

/** How many messages OrderDLQ has, and which of them are meant. */
const ORDERS = Array.from({ length: 23 }, (_, index) => `ORD-${index + 1}`);
const MEANT = ['ORD-2', 'ORD-5', 'ORD-6', 'ORD-7', 'ORD-22'];
const corrected = (orderId: string) => JSON.stringify({ OrderId: orderId, ItemName: 'corrected' });
const asItWas = (orderId: string) => JSON.stringify({ OrderId: orderId });

type Queues = ReturnType<typeof createSqs>;

function createQueues(): Queues {
  const sqs = createSqs();
  for (const orderId of ORDERS) sqs.put('OrderDLQUrl', asItWas(orderId));
  return sqs;
}

/**
 * Runs the command until it has had `effects` effects: calls and journal lines. From then on it is dead: whatever it still
 * tries has no effect.
 */
async function run(sqs: Queues, folder: string, args: string[], effects = Number.POSITIVE_INFINITY) {
  let left = effects;
  const assertIsAlive = () => {
    if (left <= 0) throw new Error('Killed.');
  };
  const countEffect = () => {
    left -= 1;
    assertIsAlive();
  };
  sqs.intercept = () => void assertIsAlive();
  sqs.afterEffect = countEffect;
  const command = createCommand({ sqs, folder, beforeLine: assertIsAlive, afterLine: countEffect });
  const exitCode = await command.deadLetters([...args, '--visibility-timeout', '3']);
  return { exitCode, wasKilled: left <= 0, said: command.text() };
}

const SENT_TWICE = /An earlier run may have sent (\d+) of them: they are sent again/;

/** What must hold at any time: each message is where it was, or a copy of it is in the source queue. */
function expectNothingLost(sqs: Queues, sent: (orderId: string) => string): void {
  const there = sqs.bodies('OrderDLQUrl');
  const back = sqs.bodies('OrderQueueUrl');
  expect(ORDERS.filter((id) => !there.includes(asItWas(id)) && !back.includes(sent(id)))).toEqual([]);
  // No message that is not meant has moved.
  expect(back.filter((body) => !MEANT.map(sent).includes(body))).toEqual([]);
}

/** What must hold at the end: the messages that are meant are sent, and the others are where they were. */
function expectAllSent(sqs: Queues, sent: (orderId: string) => string, twice: number): void {
  const back = sqs.bodies('OrderQueueUrl');
  expect([...new Set(back)].sort()).toEqual(MEANT.map(sent).sort());
  expect(back.length).toBeLessThanOrEqual(MEANT.length + twice);
  expectOthersAreThere(sqs);
}

function expectOthersAreThere(sqs: Queues): void {
  const others = ORDERS.filter((id) => !MEANT.includes(id));
  expect(sqs.bodies('OrderDLQUrl').sort()).toEqual(others.map(asItWas).sort());
}

/** Every number of effects after which a run can be killed: the last one ends by itself. */
async function untilItEndsByItself(attempt: (effects: number) => Promise<boolean>): Promise<number> {
  for (let effects = 0; ; effects += 1) if (!(await attempt(effects))) return effects;
}

const REDRIVE = ['--queue', 'OrderDLQ', '--redrive', '--only', MEANT.join(), '--yes'];
const DELETE = ['--queue', 'OrderDLQ', '--delete', '--only', MEANT.join(), '--yes'];

test('killed at any step of a redrive, and started again: nothing is lost, and nothing else moves', async () => {
  const steps = await untilItEndsByItself(async (effects) => {
    const [sqs, folder] = [createQueues(), freshFolder()];

    const first = await run(sqs, folder, REDRIVE, effects);
    expectNothingLost(sqs, asItWas);
    const second = await run(sqs, folder, REDRIVE);

    expect(second.exitCode).toBe(0);
    expectAllSent(sqs, asItWas, Number(SENT_TWICE.exec(second.said)?.[1] ?? 0));
    return first.wasKilled;
  });

  // Two receives each for two looks, two releases, five messages sent and deleted, and the lines between.
  expect(steps).toBeGreaterThan(20);
});

test('killed several times at any steps of a redrive: the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60), { minLength: 2, maxLength: 5 }), async (kills) => {
      const [sqs, folder] = [createQueues(), freshFolder()];

      for (const effects of kills) {
        await run(sqs, folder, REDRIVE, effects);
        expectNothingLost(sqs, asItWas);
      }
      const { exitCode } = await run(sqs, folder, REDRIVE);

      expect(exitCode).toBe(0);
      expectAllSent(sqs, asItWas, kills.length * MEANT.length);
    }),
    { numRuns: 50 },
  );
});

test('killed at any step of a redrive, and something else is done: what was sent is not sent again', async () => {
  await untilItEndsByItself(async (effects) => {
    const [sqs, folder] = [createQueues(), freshFolder()];

    const first = await run(sqs, folder, REDRIVE, effects);
    const sent = sqs.queue('OrderQueueUrl').length;
    const second = await run(sqs, folder, ['--queue', 'OrderDLQ', '--redrive', '--yes']);

    expect(second.exitCode).toBe(0);
    expect(new Set(sqs.bodies('OrderQueueUrl')).size).toBe(ORDERS.length);
    const twice = Number(SENT_TWICE.exec(second.said)?.[1] ?? 0);
    expect(sqs.queue('OrderQueueUrl').length).toBeLessThanOrEqual(ORDERS.length + Math.min(twice, sent));
    expect(sqs.bodies('OrderDLQUrl')).toEqual([]);
    return first.wasKilled;
  });
});

test('killed at any step of a deletion, and started again: exactly the named messages are gone', async () => {
  await untilItEndsByItself(async (effects) => {
    const [sqs, folder] = [createQueues(), freshFolder()];

    const first = await run(sqs, folder, DELETE, effects);
    const second = await run(sqs, folder, DELETE);

    expect(second.exitCode).toBe(0);
    expectOthersAreThere(sqs);
    expect(sqs.bodies('OrderQueueUrl')).toEqual([]);
    return first.wasKilled;
  });
});

test('killed at any step of an export, or while its corrected messages are sent: the same', async () => {
  await untilItEndsByItself(async (effects) => {
    const [sqs, folder] = [createQueues(), freshFolder()];
    const file = join(folder, 'orders.json');
    const EXPORT = ['--queue', 'OrderDLQ', '--only', MEANT.join(), '--export', file];

    const exporting = await run(sqs, folder, EXPORT, effects);
    expect(sqs.bodies('OrderDLQUrl').sort()).toEqual(ORDERS.map(asItWas).sort());
    if (!existsSync(file)) await run(sqs, folder, EXPORT);
    const text = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      text.replaceAll(/"OrderId": "(.*)"\n/g, '"OrderId": "$1", "ItemName": "corrected"\n'),
    );

    const sending = await sendKilledAfter(sqs, folder, file, effects);

    return exporting.wasKilled || sending.wasKilled;
  });
});

async function sendKilledAfter(sqs: Queues, folder: string, file: string, effects: number) {
  const send = (limit?: number) => run(sqs, folder, ['--send', file, '--yes'], limit);
  const first = await send(effects);
  expectNothingLost(sqs, corrected);
  const second = await send();

  expect(second.exitCode).toBe(0);
  expectAllSent(sqs, corrected, Number(SENT_TWICE.exec(second.said)?.[1] ?? 0));
  return first;
}
