import { FIELDS, type Kind, kindOf } from '../../service/order-fields.ts';
import type { Random } from '../random.ts';
import { THRESHOLD, WORKLOAD_MS } from '../settings.ts';
import { forgedAnnouncement, INVALID, type Input, inputOf, POISON } from './inputs.ts';

/** How an input reaches the service. */
type Route = 'ingest' | 'producer' | 'topic' | 'envelope' | 'order queue' | 'high-value queue';

/** One input sent by a route; through producer, a list. */
export type Request = {
  name: string;
  at: number;
  route: Route;
  inputs: readonly Input[];
  /** Whether this is no new message, but one that was sent before and was a dead letter. */
  isRedriven?: boolean;
};

type Sent = { input: Input; route: Route; burst: number };

/** Two different values for each kind of field. */
const EXAMPLES: Record<Kind, readonly [string | number, string | number]> = {
  text: ['one text', 'another text'],
  time: ['2025-05-03T12:00:00.000Z', '2025-05-03T12:00:00.001Z'],
  amount: [1, 2],
  count: [1, 2],
};

const AMOUNTS = [50, 100, 100.01, 250, 250, 1_000_000_000, undefined] as const;
const TIMESTAMPS = [undefined, undefined, '2025-05-03T12:00:00.000Z', '2024-02-29T23:59:59.999Z'] as const;
export const ROUTES = ['ingest', 'producer', 'topic', 'envelope', 'order queue', 'producer'] as const;
const QUEUE_ROUTES = ['topic', 'envelope', 'order queue'] as const;
const BURSTS = 3;
const BURST_MS = 3_000;
/** More than ten: two calls for producer, and full batches for ingest. */
const LONG_LIST = 13;

/** What is sent in one schedule: a few orders, their repeats, conflicting repeats, and invalid input. */
export function generateWorkload(random: Random): Request[] {
  const orders = Array.from({ length: random.integer('orders', 2, 5) }, (_, index) =>
    generateOrder(random, index),
  );
  const invalid = Array.from({ length: random.integer('invalid', 0, 2) }, (_, index) =>
    random.pick(`invalid ${index}`, INVALID),
  );
  const sent = [...orders.flatMap((order) => repeatsOf(random, order)), ...invalid].map((input, index) => ({
    input,
    route: random.pick(`route ${index}`, ROUTES),
    burst: random.integer(`burst ${index}`, 0, BURSTS - 1),
  }));
  const all: Sent[] = [...sent, ...longList(random), ...poison(random), ...forged(random, sent)];
  const lists = Object.groupBy(
    all.filter(({ route }) => route === 'producer'),
    ({ burst }) => burst,
  );
  const others = all.filter(({ route }) => route !== 'producer').map((one) => [one]);

  return [...Object.values(lists), ...others]
    .flatMap((group = [], index) => {
      const [{ route, burst } = { route: undefined, burst: 0 }] = group;
      const inputs = group.map(({ input }) => input);
      const burstAt = random.between(`burst at ${burst}`, 0, WORKLOAD_MS);
      const at = burstAt + random.between(`in burst ${index}`, 0, BURST_MS);
      return route === undefined ? [] : [{ route, inputs, at }];
    })
    .sort((a, b) => a.at - b.at)
    .map((request, index) => ({ name: `s${index + 1}`, ...request }));
}

function generateOrder(random: Random, index: number) {
  const others = FIELDS.filter((field) => random.chance(`${field} ${index}`, 0.2));
  return {
    ...Object.fromEntries(others.map((field) => [field, EXAMPLES[kindOf(field)][0]])),
    OrderId: `ORD-${index + 1}`,
    Amount: random.pick(`amount ${index}`, AMOUNTS),
    Timestamp: random.pick(`timestamp ${index}`, TIMESTAMPS),
  };
}

function repeatsOf(random: Random, order: ReturnType<typeof generateOrder>): Input[] {
  const { OrderId, Amount } = order;
  const [, ...optional] = FIELDS;
  const different = random.pick(`difference from ${OrderId}`, ['Amount' as const, ...optional]);
  const conflict = different === 'Amount' ? (Amount === 250 ? 50 : 250) : EXAMPLES[kindOf(different)][1];
  return [
    inputOf(order),
    ...Array.from({ length: random.integer(`repeats of ${OrderId}`, 0, 2) }, (_, index) =>
      inputOf(order, random.chance(`casing ${OrderId} ${index}`, 0.3)),
    ),
    ...(random.chance(`conflict with ${OrderId}`, 0.35)
      ? [inputOf({ ...order, [different]: conflict })]
      : []),
    ...(random.chance(`only the id of ${OrderId}`, 0.15) ? [inputOf({ OrderId })] : []),
  ];
}

function longList(random: Random): Sent[] {
  if (!random.chance('long list', 0.1)) return [];
  return Array.from({ length: LONG_LIST }, (_, index) => ({
    input: inputOf({ OrderId: `LIST-${index + 1}`, Amount: index % 2 === 0 ? 99 : 101 }),
    route: 'producer',
    burst: BURSTS,
  }));
}

function poison(random: Random): Sent[] {
  if (!random.chance('poison', 0.3)) return [];
  const route = random.pick('poison route', QUEUE_ROUTES);
  return [{ input: random.pick('poison', POISON), route, burst: 1 }];
}

function forged(random: Random, sent: readonly Sent[]): Sent[] {
  if (!random.chance('forged', 0.3)) return [];
  const Timestamp = '2025-05-03T12:00:00.000Z';
  const input = random.pick('forged kind', [
    forgedAnnouncement({ OrderId: 'UNKNOWN', Timestamp }),
    forgedAnnouncement({ OrderId: 'ORD-1', Timestamp: '1999-12-31T00:00:00.000Z' }),
    forgedAnnouncement({ Timestamp, ...lowOrder(sent) }),
    { text: '{"Type":"HighValueOrder","Version":2}' },
    { text: 'not JSON either' },
  ]);
  return [{ input, route: 'high-value queue', burst: random.integer('forged burst', 0, BURSTS - 1) }];
}

/** An order that is not high-value in any version that is sent of it. */
function lowOrder(sent: readonly Sent[]): { OrderId: string; Timestamp?: string } {
  const orders = sent.flatMap(({ input }) => input.order ?? []);
  const high = new Set(orders.filter(({ Amount = 0 }) => Amount > THRESHOLD).map(({ OrderId }) => OrderId));
  const { OrderId, Timestamp } = orders.find((order) => !high.has(order.OrderId)) ?? { OrderId: 'UNKNOWN' };
  return { OrderId, ...(Timestamp !== undefined && { Timestamp }) };
}
