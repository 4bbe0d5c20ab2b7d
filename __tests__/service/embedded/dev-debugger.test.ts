import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { settled, until } from '../../../tools/service/service-client.ts';
import { attachDebugger } from '../../support/debugger.ts';
import { useDev } from '../../support/dev.ts';

/** Longer than the function's timeout, the queue's visibility timeout and all attempts of an AWS call on stage local. */
const PAUSE_MS = 4_000;

const own = useDev(['--inspect', '--inspect-port', '0']);
let editor: Awaited<ReturnType<typeof attachDebugger>>;

beforeAll(async () => {
  const [, inspector = ''] = /Debugger listening on (ws:\S+)/.exec(own.dev.output()) ?? [];
  editor = await attachDebugger(inspector);
});

/** Sets a breakpoint at the first line of a source that has a text. */
function breakAt(file: string, text: string): () => void {
  const lines = readFileSync(join(own.folder, file), 'utf8').split('\n');
  return editor.setBreakpoint(file, lines.findIndex((line) => line.includes(text)) + 1);
}

/** The outcomes that the functions logged for an order, up to its acknowledgement. */
function outcomesOf(orderId: string): Promise<unknown[]> {
  return until(`${orderId} to be acknowledged in the log`, async () => {
    const outcomes = (await own.logged(orderId)).map(({ Outcome }) => Outcome);
    return outcomes.includes('acknowledged') ? outcomes : undefined;
  });
}

test('a long pause in ingest, with AWS calls under way, stores each order of the batch once', async () => {
  const removeBreakpoint = breakAt('src/orders/ingest.ts', 'countOrder(result);');
  const orders = ['A', 'B', 'C'].map((id) => ({ OrderId: `PAUSED-${id}`, Amount: 250 }));

  await own.service.invoke('producer', orders);
  for (const [index] of orders.entries()) {
    const { resume } = await editor.paused();
    if (index === 0) await sleep(PAUSE_MS);
    resume();
  }
  for (const { OrderId } of orders) await settled(own.service, OrderId);
  removeBreakpoint();

  for (const { OrderId } of orders) {
    expect(await outcomesOf(OrderId)).toEqual(['published', 'stored', 'acknowledged']);
  }
}, 60_000);

test('a long pause in consumer gives one delivery and one acknowledgement, also in code that was reloaded', async () => {
  const removeBreakpoint = breakAt('src/orders/acknowledge.ts', 'log.info(');
  const file = join(own.folder, 'src/orders/acknowledge.ts');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nprocess.title = 'reloaded';\n`);
  await own.dev.printed(/reloaded consumer/);

  await own.service.invoke('ingest', { OrderId: 'ONCE', Amount: 250 });
  const { resume } = await editor.paused();
  await sleep(PAUSE_MS);
  resume();
  await settled(own.service, 'ONCE');
  removeBreakpoint();

  expect(await outcomesOf('ONCE')).toEqual(['stored', 'acknowledged']);
  for (const queue of await own.service.queues()) {
    expect([queue, await own.service.queueDepth(queue)]).toEqual([queue, { waiting: 0, inFlight: 0 }]);
  }
}, 60_000);

test('Ctrl-C ends it while a function is paused', async () => {
  breakAt('src/orders/ingest.ts', 'countOrder(result);');
  own.service.invoke('ingest', { OrderId: 'NEVER', Amount: 250 }).catch(() => {});
  await editor.paused();

  expect(await own.dev.stop()).toBe(0);
}, 60_000);
