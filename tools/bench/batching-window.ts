import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishCommand } from '@aws-sdk/client-sns';
import { PACKAGE } from './bundles.ts';
import { type EmbeddedService, withEmbeddedService } from './embedded-service.ts';
import { PRICES } from './prices.ts';
import { figure, type Measurement, type Progress } from './report.ts';
import { summarize } from './statistics.ts';
import { createOrders } from './workload.ts';

const TEMPLATE = 'cloudformation-template-update-stack.json';
const RATES = [10, 100];
const WINDOWS_SECONDS = [0, 1];

/** Measures what a batching window does for orders that arrive one by one: the calls it saves, the delay it adds. */
export async function measureBatchingWindow(seconds: number, progress: Progress): Promise<Measurement> {
  const cases = RATES.flatMap((rate) => WINDOWS_SECONDS.map((window) => ({ rate, window })));
  const rows: string[][] = [];
  for (const [index, { rate, window }] of cases.entries()) {
    progress(index, cases.length);
    const figures = await withEmbeddedService(
      (embedded) => publishOneByOne(embedded, rate, seconds),
      packageWithWindow(window),
    );
    rows.push([`${rate} a second, ${window} s`, ...figures]);
  }
  return {
    section: {
      title: 'Batching window',
      notes: [
        `Orders published one by one for ${seconds} s on the embedded stack, 20 % high-value, with a batching window ` +
          `of 0 or 1 s: orders per invocation of ingest, how long until an order is stored, and dollars a million ` +
          `orders for receives, deletes, invocations and ingest's publishes. The embedded stack has two pollers a ` +
          `queue; Lambda has five, so its batches are smaller.`,
      ],
      tables: [{ headings: ['orders, window', 'a batch', 'to stored, ms', 'dollars'], rows }],
    },
    budgeted: {},
  };
}

/** A copy of the package with another batching window. */
function packageWithWindow(seconds: number): string {
  const folder = `${PACKAGE}-window-${seconds}`;
  cpSync(PACKAGE, folder, { recursive: true });
  const file = join(folder, TEMPLATE);
  const template = JSON.parse(readFileSync(file, 'utf8'), (key, value) =>
    key === 'MaximumBatchingWindowInSeconds' ? seconds : value,
  );
  writeFileSync(file, JSON.stringify(template));
  return folder;
}

async function publishOneByOne(
  { service, environment, send, drained, calls }: EmbeddedService,
  rate: number,
  seconds: number,
): Promise<string[]> {
  await send(createOrders(100, 0.2));
  const before = await calls();
  const orders = createOrders(rate * seconds, 0.2);
  const since = performance.now();
  const published = orders.map(async (order, index) => {
    await sleep(Math.max(0, since + (index * 1000) / rate - performance.now()));
    // An order's own time is when it was sent.
    const Message = JSON.stringify({ ...order, Timestamp: new Date().toISOString() });
    await service.sns.send(new PublishCommand({ TopicArn: environment.ORDER_TOPIC_ARN, Message }));
  });
  await Promise.all(published);
  await drained();

  const after = await calls();
  const made = (...keys: string[]) =>
    keys.reduce((sum, key) => sum + (after.get(key) ?? 0) - (before.get(key) ?? 0), 0);
  const batches = made('ingest sqs:DeleteMessage', 'consumer sqs:DeleteMessage');
  const dollars =
    (made('ingest sqs:ReceiveMessage', 'consumer sqs:ReceiveMessage') + batches) * PRICES.queueRequest +
    batches * PRICES.invocation +
    made('ingest sns:Publish') * PRICES.publish;
  const sent = new Set(orders.map(({ OrderId }) => OrderId));
  const delays = (await service.orders())
    .filter(({ OrderId }) => sent.has(String(OrderId)))
    .map(({ ReceivedAt, Timestamp }) => Date.parse(String(ReceivedAt)) - Date.parse(String(Timestamp)));
  return [
    figure(orders.length / made('ingest sqs:DeleteMessage'), 1),
    figure(summarize(delays).median),
    figure((dollars / orders.length) * 1_000_000, 2),
  ];
}
