import { describe, expect, test } from '@jest/globals';
import { again, consumerOver, first, unknown } from '../../../support/consumer.ts';
import { anAnnouncement } from '../../../support/orders.ts';
import { sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const announcement = anAnnouncement({
  OrderId: 'ORD-1',
  Amount: 250,
  ReceivedAt: '2025-05-03T12:00:01.000Z',
});

describe('metrics', () => {
  test('count an order that is acknowledged, with the time since it was received', async () => {
    const { consumer, meter } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord(announcement)));

    expect(meter.metrics).toEqual(['OrdersNotified 1', 'NotifyLatency 4000 ms']);
  });

  test.each([
    ['now', '2025-05-03T12:00:05.000Z'],
    ['a moment ahead, by a clock that is fast', '2025-05-03T12:00:05.250Z'],
  ])('have a latency of 0 for an order received %s', async (_, ReceivedAt) => {
    const { consumer, meter } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord({ ...announcement, ReceivedAt })));

    expect(meter.metrics).toEqual(['OrdersNotified 1', 'NotifyLatency 0 ms']);
  });

  test('count a duplicate, without a latency', async () => {
    const { consumer, meter } = consumerOver(again);

    await consumer(sqsEvent(sqsRecord(announcement)));

    expect(meter.metrics).toEqual(['DuplicateNotifications 1']);
  });

  test.each([
    ['an unknown order', announcement],
    ['a body that is not JSON', 'not JSON'],
    ['a message that is no announcement', {}],
  ])('count a failure for %s', async (_, body) => {
    const { consumer, meter } = consumerOver(unknown);

    await consumer(sqsEvent(sqsRecord(body)));

    expect(meter.metrics).toEqual(['NotificationsFailed 1']);
  });
});

describe('the log has one line an order', () => {
  test('that is acknowledged', async () => {
    const { consumer, log } = consumerOver(first);

    await consumer(sqsEvent(sqsRecord(announcement)));

    expect(log.lines).toEqual([
      ['info', 'Order acknowledged', { OrderId: 'ORD-1', Amount: 250, Outcome: 'acknowledged' }],
    ]);
  });

  test('that is a duplicate', async () => {
    const { consumer, log } = consumerOver(again);

    await consumer(sqsEvent(sqsRecord(announcement)));

    expect(log.lines).toEqual([
      ['info', 'Order duplicate', { OrderId: 'ORD-1', Amount: 250, Outcome: 'duplicate' }],
    ]);
  });

  test.each([
    ['UnknownOrderError', announcement, 'ORD-1'],
    ['MalformedMessageError', 'not JSON', undefined],
    ['InvalidAnnouncementError', {}, undefined],
  ])('that failed, with the message, its id and an %s', async (name, body, OrderId) => {
    const { consumer, log } = consumerOver(unknown);
    const record = sqsRecord(body);

    await consumer(sqsEvent(record));

    const error = expect.objectContaining({ name });
    const facts = { MessageId: record.messageId, OrderId, Outcome: 'failed', error };
    expect(log.lines).toEqual([['error', 'Announcement not acknowledged', facts]]);
  });
});
