import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MalformedMessageError, type OrdersTable, UnknownOrderError } from '../../../../src/orders/ports.ts';
import { anAnnouncement } from '../../../support/orders.ts';
import { acknowledgeWith, NOW } from '../../../support/use-cases.ts';

const OrderId = 'ORD-1';
const Timestamp = '2025-05-03T12:00:00.000Z';
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - 1_000 * seconds).toISOString();
const announcement = anAnnouncement({ OrderId, Amount: 250, Timestamp, ReceivedAt: secondsAgo(4) });
const malformed = new MalformedMessageError('The message body is not JSON');

const first: OrdersTable['acknowledge'] = async () => 'acknowledged';
const again: OrdersTable['acknowledge'] = async () => 'duplicate';
const unknown: OrdersTable['acknowledge'] = async (order) => {
  throw new UnknownOrderError(order.OrderId, order.Timestamp);
};

test('an announced order is acknowledged by its id and time, at the time of now', async () => {
  const { acknowledgeMessages, ordersTable } = acknowledgeWith(first);

  await acknowledgeMessages(announcement);

  expect(ordersTable.acknowledgements).toEqual([{ OrderId, Timestamp, now: NOW }]);
});

describe('an announced order', () => {
  test.each([
    ['acknowledged', first, 4, ['OrdersNotified 1', 'NotifyLatency 4000 ms']],
    ['acknowledged', first, 0, ['OrdersNotified 1', 'NotifyLatency 0 ms']],
    // Received a moment ahead of this clock.
    ['acknowledged', first, -0.25, ['OrdersNotified 1', 'NotifyLatency 0 ms']],
    ['duplicate', again, 4, ['DuplicateNotifications 1']],
  ])('that is %s (%#) is logged and counted', async (Outcome, acknowledge, seconds, metrics) => {
    const { acknowledgeMessages, log, meter } = acknowledgeWith(acknowledge);

    const failed = await acknowledgeMessages({ ...announcement, ReceivedAt: secondsAgo(seconds) });

    expect(failed).toEqual([]);
    expect(meter.metrics).toEqual(metrics);
    expect(log.lines).toEqual([['info', `Order ${Outcome}`, { OrderId, Amount: 250, Outcome }]]);
  });
});

describe('a message that fails', () => {
  test.each([
    ['UnknownOrderError', announcement, OrderId],
    ['MalformedMessageError', malformed, undefined],
    ['InvalidAnnouncementError', { Type: 'OrderCreated', OrderId }, undefined],
  ])('with an %s is logged by its id and receives, and counted', async (name, content, orderId) => {
    const { acknowledgeMessages, log, meter } = acknowledgeWith(unknown);

    const failed = await acknowledgeMessages(content);

    const error = expect.objectContaining({ name });
    const facts = { MessageId: 'message-0', Receives: 2, OrderId: orderId, Outcome: 'failed', error };
    expect(failed).toEqual([0]);
    expect(log.lines).toEqual([['error', 'Announcement not acknowledged', facts]]);
    expect(meter.metrics).toEqual(['NotificationsFailed 1']);
  });

  test('is given as failed, and no other one is, whatever the batch', async () => {
    const acknowledge: OrdersTable['acknowledge'] = async (order, now) =>
      order.OrderId === 'unknown' ? unknown(order, now) : 'acknowledged';
    const unknownOrder = anAnnouncement({ OrderId: 'unknown' });
    const contents = fc.array(fc.constantFrom(announcement, malformed, {}, unknownOrder), { maxLength: 10 });

    await fc.assert(
      fc.asyncProperty(contents, async (batch) => {
        const failed = await acknowledgeWith(acknowledge).acknowledgeMessages(...batch);

        expect(failed).toEqual([...batch.keys()].filter((position) => batch[position] !== announcement));
      }),
    );
  });
});
