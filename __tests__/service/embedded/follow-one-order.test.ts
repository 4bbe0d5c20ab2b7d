import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { functionNameOf } from '../../../tools/service/stages.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { freshOrderId } from '../../support/service.ts';

type Line = Record<string, unknown>;

const FUNCTIONS = ['producer', 'ingest', 'sweep', 'consumer'].map((name) => functionNameOf('local', name));
const [PRODUCER, INGEST, SWEEP, CONSUMER] = FUNCTIONS;
/** The fields that name an invocation in each of its lines. */
const INVOCATION = {
  function_request_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  xray_trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/),
};

// Its own stack, so that the sweeps of other tests do not announce these orders.
const own = useOwnStack();

test('an order can be followed from the producer to its acknowledgement', async () => {
  const OrderId = freshOrderId();

  await own.service.invoke('producer', { OrderId, Amount: 250 });

  const lines = await linesAbout(OrderId, 3);
  const line = lineAbout(OrderId);
  expect(lines).toEqual([
    line(PRODUCER, 'Order published', 'published'),
    { ...line(INGEST, 'Order stored', 'stored'), HighValue: true, Notification: 'published' },
    line(CONSUMER, 'Order acknowledged', 'acknowledged'),
  ]);
  expect(new Set(lines.map(({ xray_trace_id }) => xray_trace_id)).size).toBe(3);
});

test('so can an order whose announcement was lost', async () => {
  const OrderId = freshOrderId();
  const then = new Date(Date.now() - 660_000).toISOString();
  const order = { OrderId, Amount: 250, Timestamp: then, ReceivedAt: then };
  await own.service.put({ ...order, NotificationStatus: 'PENDING#0' });

  await own.service.invoke('sweep', {});

  const line = lineAbout(OrderId);
  expect(await linesAbout(OrderId, 2)).toEqual([
    line(SWEEP, 'Order announced again', 'republished'),
    line(CONSUMER, 'Order acknowledged', 'acknowledged'),
  ]);
});

const lineAbout =
  (OrderId: string) => (function_name: string | undefined, message: string, Outcome: string) => ({
    ...INVOCATION,
    ...{ function_name, message, OrderId, Outcome },
  });

/**
 * What the saved query "Follow one order" finds, in the sequence of the flow: a function writes its line after its call,
 * so the next function may write earlier.
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
