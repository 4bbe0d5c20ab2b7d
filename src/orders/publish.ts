import { type Issue, reasonOf } from './issues.ts';
import { InvalidOrderError, type Order, parseOrder } from './order.ts';
import type { Log, Meter, OrderTopic, PublishFailure } from './ports.ts';

/** The answer of producer. `Position` counts from 0. Failed orders can be sent again. */
export type ProducerAnswer = {
  Published: number;
  Failed: { Position: number; OrderId: string; Reason: string }[];
};

type Dependencies = { orderTopic: OrderTopic; log: Log; meter: Meter };

/** The most orders of one invocation. */
const MAX_ORDERS = 1000;

/**
 * Publishes one order, or a list of up to 1,000, to OrderTopic. If one order is invalid, none is published.
 *
 * @throws InvalidOrderError that lists every problem of every order, with its position. A retry fails again.
 */
export function createPublish({ orderTopic, log, meter }: Dependencies) {
  return async function publish(event: unknown): Promise<ProducerAnswer> {
    const orders = parseOrReport(event);

    const failures = await orderTopic.publishAll(orders);

    const Published = orders.length - failures.length;
    meter.count('OrdersPublished', Published);
    if (failures.length > 0) meter.count('OrdersNotPublished', failures.length);
    reportEach(orders, failures);
    return {
      Published,
      Failed: failures.map(({ position, reason }) => ({
        Position: position,
        OrderId: orders[position]?.OrderId ?? '',
        Reason: reason,
      })),
    };
  };

  function reportEach(orders: Order[], failures: PublishFailure[]): void {
    const reasons = new Map(failures.map(({ position, reason }) => [position, reason]));
    for (const [position, { OrderId }] of orders.entries()) {
      const Reason = reasons.get(position);
      if (Reason === undefined) log.info('Order published', { OrderId, Outcome: 'published' });
      else log.error('Order not published', { OrderId, Outcome: 'not-published', Reason });
    }
  }

  function parseOrReport(event: unknown): Order[] {
    try {
      return parseOrders(event);
    } catch (error) {
      if (error instanceof InvalidOrderError) {
        meter.count('InvalidOrders');
        meter.count('InvocationsRefused');
        const { orderId: OrderId } = error;
        log.warn('Orders refused: invalid', { OrderId, Outcome: 'refused', Reason: reasonOf(error) });
      }
      throw error;
    }
  }
}

function parseOrders(event: unknown): Order[] {
  if (!Array.isArray(event)) return [parseOrder(event)];
  if (event.length === 0 || event.length > MAX_ORDERS) {
    throw new InvalidOrderError([
      { path: '', message: `a list must contain 1 to ${MAX_ORDERS} orders, not ${event.length}` },
    ]);
  }
  const issues: Issue[] = [];
  const orders = event.flatMap((input, position) => {
    try {
      return [parseOrder(input)];
    } catch (error) {
      if (!(error instanceof InvalidOrderError)) throw error;
      for (const { path, message } of error.issues) {
        issues.push({ path: `[${position}]${path && `.${path}`}`, message });
      }
      return [];
    }
  });
  if (issues.length > 0) throw new InvalidOrderError(issues);
  return orders;
}
