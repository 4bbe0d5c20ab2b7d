import type { Counts, Entry, Span, State, Story, Topology } from '../../tools/dev/page/types.ts';

/** Invented orders for the page of `npm run dev`: one of every state, with its story. */
export const T0 = Date.UTC(2026, 4, 3, 12, 0, 0);

type Part = Pick<Span, 'id' | 'kind' | 'name'> & Partial<Span>;

/** @param parts with times in milliseconds since T0. */
const spans = (...parts: Part[]): Span[] =>
  parts.map(({ start = 0, end, ...part }) => ({
    outcome: 'ok',
    start: T0 + start,
    ...(end !== undefined && { end: T0 + end }),
    ...part,
  }));

const order = { OrderId: 'ORD-1001', Amount: 250, ItemName: 'Laptop', Quantity: 1 };
const body = JSON.stringify(order);
const internal = { name: 'InternalFailure', message: 'Failed on purpose.', stack: [] };

const put = (id: string, parent: string, start: number, end: number, more: Partial<Span> = {}): Part => ({
  ...{ id, parent, start, end, kind: 'call', name: 'dynamodb:PutItem', resource: 'OrdersTable' },
  input: JSON.stringify({ TableName: 'OrdersTable', Item: order }),
  output: '{}',
  ...more,
});
const publish = (id: string, parent: string, start: number, end: number, more: Partial<Span> = {}): Part => ({
  ...{ id, parent, start, end, kind: 'call', name: 'sns:Publish', resource: 'HighValueOrderTopic' },
  input: `Message=${body}`,
  ...more,
});
const acknowledgement = (from: number, attempt = 1): Part[] => [
  { id: 'w2', parent: 'p', kind: 'wait', name: 'HighValueQueue', start: from, end: from + 12 },
  {
    ...{ id: `c${attempt}`, parent: 'w2', kind: 'invocation', name: 'consumer', start: from + 12 },
    ...{
      attempt,
      batch: 3,
      trigger: 'queue',
      end: from + 31,
      input: body,
      output: '{"batchItemFailures":[]}',
    },
    log: ['{"level":"INFO","message":"Order acknowledged","OrderId":"ORD-1001"}'],
  },
  {
    ...{ id: `u${attempt}`, parent: `c${attempt}`, kind: 'call', name: 'dynamodb:UpdateItem' },
    ...{ resource: 'OrdersTable', start: from + 16, end: from + 24, input: '{}', output: '{}' },
  },
];
const ingest = (more: Partial<Span> = {}): Part => ({
  ...{ id: 'i', kind: 'invocation', name: 'ingest', trigger: 'invoke', start: 0, end: 44, input: body },
  output: JSON.stringify({ OrderId: 'ORD-1001', Outcome: 'stored', HighValue: true }),
  log: ['{"level":"INFO","message":"Order stored","OrderId":"ORD-1001"}'],
  ...more,
});
const invalid = {
  name: 'InvalidOrderError',
  message:
    'Invalid order ORD-1007: Amount must be a number; Quantity must be a whole number from 1 to 1,000,000',
  stack: ['parseOrder (src/orders/order.ts:110:9)', 'ingest (src/orders/ingest.ts:67:36)'],
};
const failure = {
  name: 'InvalidAnnouncementError',
  message: 'Not a HighValueOrder message: Type must be "HighValueOrder"; Version is required',
  stack: [
    'parseAnnouncement (src/orders/announcement.ts:79:9)',
    'acknowledgeOrReport (src/orders/acknowledge.ts:27:22)',
  ],
};

function story(key: string, state: State, more: Partial<Story>): Story {
  const at = T0 + 100_000 - 1000 * stories.length;
  return {
    key,
    orderId: key,
    state,
    amount: 250,
    at,
    deliveries: 1,
    spans: [],
    isIncomplete: false,
    ...more,
  };
}

export const stories: Story[] = [];
stories.push(
  story('ORD-1001', 'notified', {
    item: { ...order, Timestamp: '2026-05-03T12:00:00.000Z', NotificationStatus: 'NOTIFIED#2026-05-03' },
    deliveries: 2,
    spans: spans(
      ...([
        {
          id: 'a',
          kind: 'invocation',
          name: 'producer',
          trigger: 'invoke',
          start: 0,
          end: 21,
          input: body,
          output: '{"published":1}',
        },
        {
          id: 'b',
          parent: 'a',
          kind: 'call',
          name: 'sns:Publish',
          resource: 'OrderTopic',
          start: 6,
          end: 14,
          input: body,
        },
        { id: 'w', parent: 'b', kind: 'wait', name: 'OrderQueue', start: 13, end: 25 },
      ] as Part[]),
      ingest({ parent: 'w', attempt: 1, batch: 3, trigger: 'queue', start: 25, end: 69 }),
      put('q', 'i', 34, 47),
      publish('p', 'i', 50, 63),
      ...acknowledgement(62),
    ),
  }),
  story('ORD-1002', 'dead letter', {
    reason: `${failure.name}: ${failure.message}`,
    deliveries: 3,
    spans: spans(
      { id: 'w', kind: 'wait', name: 'HighValueQueue', start: 0, end: 9, input: '{"OrderId":"ORD-1002"}' },
      ...[1, 2, 3].flatMap((attempt): Part[] => [
        {
          ...{
            id: `c${attempt}`,
            parent: 'w',
            kind: 'invocation',
            name: 'consumer',
            attempt,
            trigger: 'queue',
          },
          ...{ outcome: 'failed', start: attempt * 3020 - 3011, end: attempt * 3020 - 2984, error: failure },
          ...{ input: '{"OrderId":"ORD-1002"}', output: '{"batchItemFailures":[{"itemIdentifier":"m-1"}]}' },
          log: ['{"level":"ERROR","message":"Announcement not acknowledged","OrderId":"ORD-1002"}'],
        },
        {
          ...{ id: `w${attempt}`, parent: `c${attempt}`, kind: 'wait', name: 'HighValueQueue' },
          ...{ start: attempt * 3020 - 2984, end: attempt * 3020 + 9 },
        },
      ]),
      { id: 'd', parent: 'c3', kind: 'dead letter', name: 'HighValueDLQ', outcome: 'failed', start: 9069 },
    ),
  }),
  story('ORD-1003', 'notified', {
    deliveries: 2,
    spans: spans(
      ingest({
        outcome: 'failed',
        end: 720,
        error: { ...internal, name: 'AnnouncementFailedError', stack: ['publish (src/aws/topics.ts:41:13)'] },
      }),
      put('q', 'i', 9, 21),
      ...[1, 2, 3].map((attempt) =>
        publish(`p${attempt}`, 'i', 40 + 220 * (attempt - 1), 52 + 220 * (attempt - 1), {
          attempt,
          outcome: 'failed',
          error: internal,
        }),
      ),
      {
        id: 's',
        kind: 'invocation',
        name: 'sweep',
        trigger: 'schedule',
        outcome: 'repeat',
        start: 61_000,
        end: 61_050,
        output: '{"repeated":1}',
      },
      publish('p', 's', 61_020, 61_033, { outcome: 'repeat' }),
      ...acknowledgement(61_033),
    ),
  }),
  story('ORD-1004', 'pending', { amount: 99_999.5, spans: spans(ingest(), put('q', 'i', 10, 22)) }),
  story('ORD-1005', 'stored', {
    amount: 15.5,
    spans: spans(
      ingest(),
      put('q', 'i', 8, 19, {
        attempt: 1,
        outcome: 'failed',
        error: { ...internal, name: 'ProvisionedThroughputExceededException' },
      }),
      put('r', 'i', 25, 36, { attempt: 2 }),
    ),
  }),
  story('ORD-1006', 'refused', {
    amount: 251,
    reason:
      'Order ORD-1006 is already stored with another Amount; the stored order is unchanged. Send a new order with a new OrderId.',
    spans: spans(
      ingest({
        outcome: 'conflict',
        end: 19,
        error: {
          name: 'OrderConflictError',
          message: 'Order ORD-1006 is already stored with another Amount.',
          stack: ['put (src/aws/orders-table.ts:55:42)'],
        },
      }),
      put('q', 'i', 7, 14, { outcome: 'conflict' }),
    ),
  }),
  story('ORD-1007', 'refused', {
    reason: invalid.message,
    spans: spans(ingest({ outcome: 'refused', end: 9, error: invalid })),
  }),
  story('ORD-1008', 'failed', {
    reason: `AnnouncementFailedError: ${internal.message}`,
    spans: spans(
      ingest({ outcome: 'failed', error: { ...internal, stack: ['publish (src/aws/topics.ts:41:13)'] } }),
      put('q', 'i', 8, 18),
    ),
  }),
  story('ORD-1009', 'running', { spans: [{ ...spans(ingest())[0], outcome: 'running' } as Span] }),
  story('ORD-1010', 'notified', {
    deliveries: 3,
    spans: spans(ingest(), put('q', 'i', 9, 20), publish('p', 'i', 24, 36), ...acknowledgement(36), {
      ...{
        id: 'c9',
        parent: 'w2',
        kind: 'invocation',
        name: 'consumer',
        attempt: 2,
        trigger: 'queue',
        start: 3090,
        end: 3110,
      },
      outcome: 'duplicate',
    }),
  }),
  story('input-11', 'refused', {
    reason: 'Invalid order: OrderId is required',
    spans: spans(ingest({ outcome: 'refused', end: 6, input: '{}' })),
    isIncomplete: true,
  }),
);
for (const entry of stories.filter(({ key }) => key.startsWith('input'))) {
  delete entry.orderId;
  delete entry.amount;
}

/** @param number of orders beside those above. */
export const manyEntries = (number: number): Entry[] =>
  Array.from({ length: number }, (_, index) => {
    const key = `ORD-${String(20_000 + index)}`;
    const state = (['notified', 'stored', 'notified', 'failed', 'pending'] as const)[index % 5] ?? 'stored';
    const reason = state === 'failed' ? { reason: 'AnnouncementFailedError: Failed on purpose.' } : {};
    return {
      key,
      orderId: key,
      state,
      amount: (index * 7) % 900,
      at: T0 - index * 50,
      deliveries: 1,
      ...reason,
    };
  });

const [queue, dead] = ['queue', 'dead-letter queue'] as const;
export const topology: Topology = {
  endpoint: 'http://127.0.0.1:4566',
  nodes: [
    ...['producer', 'ingest', 'consumer', 'sweep', 'report'].map((id) => ({ id, kind: 'function' as const })),
    ...['OrderTopic', 'HighValueOrderTopic'].map((id) => ({ id, kind: 'topic' as const })),
    ...['OrderQueue', 'HighValueQueue'].map((id) => ({ id, kind: queue })),
    ...['OrderDLQ', 'OrderSubscriptionDLQ', 'HighValueDLQ', 'HighValueSubscriptionDLQ'].map((id) => ({
      id,
      kind: dead,
    })),
    { id: 'OrdersTable', kind: 'table' },
    { id: 'rate(5 minutes)', kind: 'schedule' },
  ],
  edges: [
    { from: 'rate(5 minutes)', to: 'sweep' },
    ...[
      'producer OrderTopic, OrderTopic OrderQueue, OrderQueue ingest, ingest OrdersTable, ingest HighValueOrderTopic',
      'HighValueOrderTopic HighValueQueue, HighValueQueue consumer, consumer OrdersTable',
      'sweep OrdersTable, sweep HighValueOrderTopic, report OrdersTable, OrderQueue OrderDLQ, HighValueQueue HighValueDLQ',
      'OrderTopic OrderSubscriptionDLQ, HighValueOrderTopic HighValueSubscriptionDLQ',
    ].flatMap((edges) =>
      edges.split(', ').map((edge) => ({ from: edge.split(' ')[0] ?? '', to: edge.split(' ')[1] ?? '' })),
    ),
  ],
  fixtures: [
    { name: 'high-value-order.json', functionName: 'ingest', event: { OrderId: 'ORD-1001', Amount: 250 } },
    { name: 'order-list.json', functionName: 'producer', event: [{ OrderId: 'ORD-2001', Amount: 320 }] },
  ],
  targets: ['ingest', 'producer', 'OrderTopic', 'OrderQueue'],
};

export const someCounts: Counts = {
  producer: { running: 0, done: 1, failed: 0, failing: 0, paused: 0 },
  ingest: { running: 1, done: 34, failed: 3, failing: 0, paused: 0 },
  consumer: { running: 0, done: 12, failed: 3, failing: 1, paused: 0 },
  sweep: { running: 0, done: 4, failed: 0, failing: 0, paused: 0 },
  report: { running: 0, done: 0, failed: 0, failing: 0, paused: 0 },
  OrderQueue: { waiting: 0, inFlight: 3 },
  HighValueQueue: { waiting: 2, inFlight: 0 },
  HighValueDLQ: { waiting: 1 },
  OrdersTable: { orders: 9, pending: 1 },
};
