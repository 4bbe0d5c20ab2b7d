import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DevProcess, startDev } from '../../../tools/service/dev-process.ts';
import { copyProject } from '../../../tools/service/project-copy.ts';
import {
  createServiceClient,
  type ServiceClient,
  settled,
  until,
} from '../../../tools/service/service-client.ts';
import { attachDebugger } from '../../support/debugger.ts';

const DEADLINE_MS = 120_000;
/** Longer than the function's timeout, the queue's visibility timeout and all attempts of an AWS call on stage local. */
const PAUSE_MS = 4_000;

const copy = copyProject();
let dev: DevProcess;
let service: ServiceClient;
let editor: Awaited<ReturnType<typeof attachDebugger>>;

beforeAll(async () => {
  dev = await startDev(copy.folder, '--inspect', '--inspect-port', '0');
  service = createServiceClient('local', dev.endpoint);
  const [, inspector = ''] = /Debugger listening on (ws:\S+)/.exec(dev.output()) ?? [];
  editor = await attachDebugger(inspector);
}, DEADLINE_MS);

afterAll(async () => {
  await dev?.stop();
  copy.remove();
});

/** Sets a breakpoint at the first line of a source that has a text. */
function breakAt(file: string, text: string): () => void {
  const lines = readFileSync(join(copy.folder, file), 'utf8').split('\n');
  return editor.setBreakpoint(file, lines.findIndex((line) => line.includes(text)) + 1);
}

/** The outcomes that the functions logged for an order, up to its acknowledgement. */
function outcomesOf(orderId: string): Promise<unknown[]> {
  return until(`${orderId} to be acknowledged in the log`, async () => {
    const response = await fetch(`${dev.endpoint}/_embedded/log?${new URLSearchParams({ text: orderId })}`);
    const outcomes = ((await response.json()) as string[]).map((line) => JSON.parse(line).Outcome);
    return outcomes.includes('acknowledged') ? outcomes : undefined;
  });
}

test('a long pause in ingest, with AWS calls under way, stores each order of the batch once', async () => {
  const removeBreakpoint = breakAt('src/orders/ingest.ts', 'countOrder(result);');
  const orders = ['A', 'B', 'C'].map((id) => ({ OrderId: `PAUSED-${id}`, Amount: 250 }));

  await service.invoke('producer', orders);
  for (const [index] of orders.entries()) {
    const { resume } = await editor.paused();
    if (index === 0) await sleep(PAUSE_MS);
    resume();
  }
  for (const { OrderId } of orders) await settled(service, OrderId);
  removeBreakpoint();

  for (const { OrderId } of orders) {
    expect(await outcomesOf(OrderId)).toEqual(['published', 'stored', 'acknowledged']);
  }
}, 60_000);

test('a long pause in consumer gives one delivery and one acknowledgement, also in code that was reloaded', async () => {
  const removeBreakpoint = breakAt('src/orders/acknowledge.ts', 'log.info(');
  const file = join(copy.folder, 'src/orders/acknowledge.ts');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nprocess.title = 'reloaded';\n`);
  await dev.printed(/reloaded consumer/);

  await service.invoke('ingest', { OrderId: 'ONCE', Amount: 250 });
  const { resume } = await editor.paused();
  await sleep(PAUSE_MS);
  resume();
  await settled(service, 'ONCE');
  removeBreakpoint();

  expect(await outcomesOf('ONCE')).toEqual(['stored', 'acknowledged']);
  for (const queue of await service.queues()) {
    expect([queue, await service.queueDepth(queue)]).toEqual([queue, { waiting: 0, inFlight: 0 }]);
  }
}, 60_000);

test('Ctrl-C ends it while a function is paused', async () => {
  breakAt('src/orders/ingest.ts', 'countOrder(result);');
  service.invoke('ingest', { OrderId: 'NEVER', Amount: 250 }).catch(() => {});
  await editor.paused();

  expect(await dev.stop()).toBe(0);
}, 60_000);
