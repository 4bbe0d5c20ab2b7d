import { randomUUID } from 'node:crypto';
import { type Announcement, announcementOf, type HighValueOrder } from '../../src/orders/announcement.ts';
import type { Order, ReceivedOrder } from '../../src/orders/order.ts';
import { sampleFields } from '../../tools/service/order-fields.ts';

export const freshOrderId = () => `ORD-${randomUUID()}`;

/** The least that is an order. */
export function anOrder(fields: Partial<Order> = {}): Order {
  return { OrderId: freshOrderId(), ...fields };
}

/** An order with every field, not high-value. */
export function aFullOrder(fields: Partial<Order> = {}): Required<Order> {
  return { ...sampleFields(), OrderId: freshOrderId(), ...fields };
}

export function aReceivedOrder(fields: Partial<ReceivedOrder> = {}): ReceivedOrder {
  return {
    OrderId: freshOrderId(),
    Timestamp: '2025-05-03T12:00:00.000Z',
    ReceivedAt: '2025-05-03T12:00:01.000Z',
    ...fields,
  };
}

export function aHighValueOrder(fields: Partial<HighValueOrder> = {}): HighValueOrder {
  return { ...aReceivedOrder(), Amount: 250, ...fields };
}

export function anAnnouncement(fields: Partial<Announcement> = {}): Announcement {
  return { ...announcementOf(aHighValueOrder(), 100), ...fields };
}
