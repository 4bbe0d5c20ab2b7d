import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

type Line = Record<string, unknown>;

const FUNCTIONS = ['producer', 'ingest', 'sweep', 'consumer'].map(
  (name) => `high-value-orders-local-${name}`,
);
const [PRODUCER, INGEST, SWEEP, CONSUMER] = FUNCTIONS;
/** What names an invocation in each of its lines. */
const INVOCATION = {
  function_request_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  xray_trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
};

// Of its own, so that nobody else's sweep announces these orders.
const own = useOwnStack();

test('an order can be followed from the producer to its acknowledgement', async () => {
  const OrderId = freshOrderId();

  await own.service.invoke('producer', { OrderId, Amount: 250 });

  const lines = await linesAbout(OrderId, 3);
  expect(lines).toEqual([
    { ...INVOCATION, function_name: PRODUCER, message: 'Order published', OrderId, Outcome: 'published' },
    {
      ...{ ...INVOCATION, function_name: INGEST, message: 'Order stored', OrderId, Outcome: 'stored' },
      ...{ HighValue: true, Notification: 'published' },
    },
    {
      ...INVOCATION,
      function_name: CONSUMER,
      message: 'Order acknowledged',
      OrderId,
      Outcome: 'acknowledged',
    },
  ]);
  expect(new Set(lines.map(({ xray_trace_id }) => xray_trace_id)).size).toBe(3);
});

test('so can one whose announcement was lost', async () => {
  const OrderId = freshOrderId();
  const then = new Date(Date.now() - 660_000).toISOString();
  const order = { OrderId, Amount: 250, Timestamp: then, ReceivedAt: then };
  await own.service.put({ ...order, NotificationStatus: 'PENDING#0' });

  await own.service.invoke('sweep', {});

  expect(await linesAbout(OrderId, 2)).toEqual([
    {
      ...INVOCATION,
      function_name: SWEEP,
      message: 'Order announced again',
      OrderId,
      Outcome: 'republished',
    },
    {
      ...INVOCATION,
      function_name: CONSUMER,
      message: 'Order acknowledged',
      OrderId,
      Outcome: 'acknowledged',
    },
  ]);
});

/**
 * What the saved query "Follow one order" finds, in the sequence of the flow: a line is written when its call has
 * returned, and by then the next function may have written its own.
 */
async function linesAbout(orderId: string, count: number): Promise<Line[]> {
  const fields = fieldsOfQuery('Follow one order');
  const found = await until(`${count} lines about ${orderId}`, async () => {
    const lines = await own.stack.log(orderId);
    return lines.length >= count ? lines : undefined;
  });
  return found
    .map((line) => only(fields, JSON.parse(line)))
    .sort((a, b) => FUNCTIONS.indexOf(String(a.function_name)) - FUNCTIONS.indexOf(String(b.function_name)));
}

function fieldsOfQuery(name: string): string[] {
  const text = readFileSync(join(__dirname, '../../../resources/saved-queries.js'), 'utf8');
  const [, query = ''] = text.split(`'${name}`);
  return /'fields (.*)',$/m.exec(query)?.[1]?.split(', ') ?? [];
}

function only(fields: string[], line: Line): Line {
  return Object.fromEntries(Object.entries(line).filter(([name]) => fields.includes(name)));
}
