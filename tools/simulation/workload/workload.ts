import type { Order } from '../../../src/orders/order.ts';
import type { Draws } from '../draws.ts';
import { SENDING_MS } from '../settings.ts';
import { forgedAnnouncement, type Input, inputOf, POISON, UNSOUND } from './inputs.ts';

/** The ways in which an order, or what pretends to be one, reaches the service. */
type Route = 'ingest' | 'producer' | 'topic' | 'envelope' | 'order queue' | 'high-value queue';

/** One thing that somebody does: sends one input, or a list through producer. */
export type Sending = { name: string; at: number; route: Route; inputs: readonly Input[] };

type Sent = { input: Input; route: Route; burst: number };

const AMOUNTS = [50, 100, 100.01, 250, 250, 1_000_000_000, undefined] as const;
const TIMESTAMPS = [undefined, undefined, '2025-05-03T12:00:00.000Z', '2024-02-29T23:59:59.999Z'] as const;
const ROUTES = ['ingest', 'producer', 'topic', 'envelope', 'order queue', 'producer'] as const;
const QUEUE_ROUTES = ['topic', 'envelope', 'order queue'] as const;
const BURSTS = 3;
const BURST_MS = 3_000;
/** A list of more than ten, which takes producer two calls, and ingest full batches. */
const LONG_LIST = 13;

/** What is sent in one schedule: a handful of orders, their repeats, conflicting repeats, and what is no order. */
export function drawWorkload(draws: Draws): Sending[] {
  const sent = [
    ...drawOrders(draws).flatMap((order) => drawRepeats(draws, order)),
    ...drawUnsound(draws),
  ].map((input, index) => ({
    input,
    route: draws.pick(`route ${index}`, ROUTES),
    burst: draws.whole(`burst ${index}`, 0, BURSTS - 1),
  }));
  const all: Sent[] = [...sent, ...drawLongList(draws), ...drawPoison(draws), ...drawForged(draws, sent)];
  const lists = Object.values(
    Object.groupBy(all, ({ route, burst }) => (route === 'producer' ? burst : 'alone')),
  );
  const groups = lists.flatMap((list = []) =>
    list[0]?.route === 'producer' ? [list] : list.map((one) => [one]),
  );

  return groups
    .map((group, index) => ({ group, at: timeOf(draws, group[0]?.burst ?? 0, index) }))
    .sort((a, b) => a.at - b.at)
    .map(({ group, at }, index) => ({
      name: `s${index + 1}`,
      at,
      route: group[0]?.route ?? 'ingest',
      inputs: group.map(({ input }) => input),
    }));
}

function drawOrders(draws: Draws): Order[] {
  return Array.from({ length: draws.whole('orders', 2, 5) }, (_, index) => {
    const Amount = draws.pick(`amount ${index}`, AMOUNTS);
    const Timestamp = draws.pick(`timestamp ${index}`, TIMESTAMPS);
    return {
      OrderId: `ORD-${index + 1}`,
      ...(Amount !== undefined && { Amount }),
      ...(Timestamp !== undefined && { Timestamp }),
      ...(draws.chance(`item ${index}`, 0.3) && { ItemName: 'Laptop', Quantity: index + 1 }),
    };
  });
}

function drawRepeats(draws: Draws, order: Order): Input[] {
  const { OrderId } = order;
  const repeats = draws.whole(`repeats of ${OrderId}`, 0, 2);
  const difference = draws.pick<Partial<Order>>(`difference from ${OrderId}`, [
    { Amount: order.Amount === 250 ? 50 : 250 },
    { Timestamp: '2025-05-03T12:00:00.001Z' },
    { UserId: 'U123' },
    { ItemName: 'Tablet' },
  ]);
  return [
    inputOf(order),
    ...Array.from({ length: repeats }, (_, index) =>
      inputOf(order, draws.chance(`casing ${OrderId} ${index}`, 0.3)),
    ),
    ...(draws.chance(`conflict with ${OrderId}`, 0.35) ? [inputOf({ ...order, ...difference })] : []),
    ...(draws.chance(`less of ${OrderId}`, 0.15) ? [inputOf({ OrderId })] : []),
  ];
}

function drawUnsound(draws: Draws): Input[] {
  const count = draws.whole('unsound', 0, 2);
  return Array.from({ length: count }, (_, index) => draws.pick(`unsound ${index}`, UNSOUND));
}

function drawLongList(draws: Draws): Sent[] {
  if (!draws.chance('long list', 0.1)) return [];
  return Array.from({ length: LONG_LIST }, (_, index) => ({
    input: inputOf({ OrderId: `LIST-${index + 1}`, Amount: index % 2 === 0 ? 99 : 101 }),
    route: 'producer',
    burst: BURSTS,
  }));
}

function drawPoison(draws: Draws): Sent[] {
  if (!draws.chance('poison', 0.3)) return [];
  return [{ input: draws.pick('poison', POISON), route: draws.pick('poison route', QUEUE_ROUTES), burst: 1 }];
}

function drawForged(draws: Draws, sent: readonly Sent[]): Sent[] {
  if (!draws.chance('forged', 0.3)) return [];
  const Timestamp = '2025-05-03T12:00:00.000Z';
  const input = draws.pick('forged kind', [
    forgedAnnouncement({ OrderId: 'UNKNOWN', Timestamp }),
    forgedAnnouncement({ OrderId: 'ORD-1', Timestamp: '1999-12-31T00:00:00.000Z' }),
    forgedAnnouncement({ Timestamp, ...lowOrder(sent) }),
    { text: '{"Type":"HighValueOrder","Version":2}' },
    { text: 'not JSON either' },
  ]);
  return [{ input, route: 'high-value queue', burst: draws.whole('forged burst', 0, BURSTS - 1) }];
}

/** An order that is not high-value in any of the versions that are sent of it. */
function lowOrder(sent: readonly Sent[]): { OrderId: string; Timestamp?: string } {
  const orders = sent.flatMap(({ input }) => input.order ?? []);
  const isLow = (id: string) => orders.every(({ OrderId, Amount = 0 }) => OrderId !== id || Amount <= 100);
  const { OrderId, Timestamp } = orders.find((order) => isLow(order.OrderId)) ?? { OrderId: 'UNKNOWN' };
  return { OrderId, ...(Timestamp !== undefined && { Timestamp }) };
}

function timeOf(draws: Draws, burst: number, index: number): number {
  return draws.between(`burst at ${burst}`, 0, SENDING_MS) + draws.between(`in burst ${index}`, 0, BURST_MS);
}
