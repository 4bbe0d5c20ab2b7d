import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PROJECT } from '../service/package-service.ts';
import { type EmbeddedRun, startEmbeddedRun } from './embedded-run.ts';
import type { Found } from './judged.ts';
import { PRICES } from './prices.ts';
import { summarize } from './statistics.ts';
import { figure } from './table.ts';
import { type WorkOrder, workOrders } from './workload.ts';

const TEMPLATE = 'cloudformation-template-update-stack.json';
const WINDOWS_SECONDS = [0, 1];
const RATES = [10, 100];

/** What a batching window does for orders that come one by one: the calls it saves, and the wait it costs. */
export async function measureBatching(
  seconds: number,
  progress: (done: number, of: number) => void,
): Promise<Found> {
  const cases = RATES.flatMap((rate) => WINDOWS_SECONDS.map((window) => ({ rate, window })));
  const rows: string[][] = [];
  for (const [index, { rate, window }] of cases.entries()) {
    progress(index, cases.length);
    const run = await startEmbeddedRun(packageWithWindow(window));
    try {
      rows.push([`${rate} a second, ${window} s`, ...(await trickle(run, rate, seconds))]);
    } finally {
      await run.stop();
    }
  }
  return {
    section: {
      title: 'Batching window',
      notes: [
        `Orders published one by one for ${seconds} s on the embedded stack, 20 % high-value, with a batching window ` +
          `of 0 or 1 s: orders of an invocation of ingest, how long until an order is stored, and dollars a million ` +
          `orders for receives, deletes, invocations and ingest's publishes. The embedded stack has two pollers a ` +
          `queue; Lambda has five, so its batches are smaller still.`,
      ],
      tables: [{ headings: ['orders, window', 'a batch', 'to stored, ms', 'dollars'], rows }],
    },
    judged: [],
  };
}

/** The package of stage local, but for the window of its event sources. */
function packageWithWindow(seconds: number): string {
  const folder = join(PROJECT, 'build', 'bench', `window-${seconds}`);
  cpSync(join(PROJECT, 'build', 'local'), folder, { recursive: true });
  const file = join(folder, TEMPLATE);
  const template = JSON.parse(readFileSync(file, 'utf8'));
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: Record<string, unknown> }>(
    template.Resources,
  )) {
    if (Type === 'AWS::Lambda::EventSourceMapping') Properties.MaximumBatchingWindowInSeconds = seconds;
  }
  writeFileSync(file, JSON.stringify(template));
  return folder;
}

async function trickle(run: EmbeddedRun, rate: number, seconds: number): Promise<string[]> {
  await run.send(workOrders(100, 0.2));
  const before = await run.calls();
  const orders = workOrders(rate * seconds, 0.2);
  const TopicArn = await run.service.output('OrderTopicArn');
  const since = performance.now();
  const published = orders.map(async (order, index) => {
    await sleep(Math.max(0, since + (index * 1000) / rate - performance.now()));
    // The order's own time is the time it was sent at.
    const sent = { ...order, Timestamp: new Date().toISOString() };
    await run.service.sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(sent) }));
  });
  await Promise.all(published);
  await run.drained();

  const after = await run.calls();
  const calls = (key: string) => (after.get(key) ?? 0) - (before.get(key) ?? 0);
  const batches = calls('ingest sqs:DeleteMessage') + calls('consumer sqs:DeleteMessage');
  const receives = calls('ingest sqs:ReceiveMessage') + calls('consumer sqs:ReceiveMessage');
  const dollars =
    (receives + batches) * PRICES.queueRequest +
    batches * PRICES.invocation +
    calls('ingest sns:Publish') * PRICES.publish;
  return [
    figure(orders.length / calls('ingest sqs:DeleteMessage'), 1),
    figure(await medianWait(run, orders)),
    figure((dollars / orders.length) * 1_000_000, 2),
  ];
}

async function medianWait({ service }: EmbeddedRun, orders: readonly WorkOrder[]): Promise<number> {
  const sent = new Set(orders.map(({ OrderId }) => OrderId));
  const stored = (await service.orders()).filter(({ OrderId }) => sent.has(String(OrderId)));
  const waits = stored.map(
    ({ ReceivedAt, Timestamp }) => Date.parse(String(ReceivedAt)) - Date.parse(String(Timestamp)),
  );
  return summarize(waits).median;
}
