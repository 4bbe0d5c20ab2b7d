import { PENDING } from '../../../src/orders/notification-status.ts';
import type { Call } from './records.ts';

/** What the table has of an order. */
export type Stored = { state: 'stored' | 'pending' | 'notified'; amount?: number };

/** Follows the contents of the table by the calls that change it. */
export function createStoredOrders() {
  const stored = new Map<string, Stored>();
  let pending = 0;

  function set(orderId: string, next: Stored | undefined): void {
    if (stored.get(orderId)?.state === 'pending') pending -= 1;
    if (next?.state === 'pending') pending += 1;
    if (next === undefined) stored.delete(orderId);
    else stored.set(orderId, next);
  }

  return {
    /** Takes in a call that has ended. */
    apply({ action, request, status, parts: [part] }: Call): void {
      if (status !== 200 || part?.orderId === undefined) return;
      const { orderId, amount } = part;
      const before = stored.get(orderId);
      if (action === 'dynamodb:PutItem') {
        const { NotificationStatus, NotifiedAt } = JSON.parse(request).Item;
        const isPending = NotificationStatus?.S?.startsWith(PENDING);
        const state = isPending ? 'pending' : NotifiedAt === undefined ? 'stored' : 'notified';
        set(orderId, { state, ...(amount !== undefined && { amount }) });
      } else if (action === 'dynamodb:UpdateItem' && before !== undefined) {
        set(orderId, { ...before, state: request.includes('NotifiedAt') ? 'notified' : before.state });
      } else if (action === 'dynamodb:DeleteItem') set(orderId, undefined);
    },
    get: (orderId: string) => stored.get(orderId),
    counts: () => ({ orders: stored.size, pending }),
  };
}
