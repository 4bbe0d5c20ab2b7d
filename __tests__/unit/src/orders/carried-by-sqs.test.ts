import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { announcementOf, parseAnnouncement } from '../../../../src/orders/announcement.ts';
import { type Order, parseOrder, receive } from '../../../../src/orders/order.ts';
import { anyText, order } from '../../../support/arbitraries.ts';
import { snsThatPublishes, snsThatPublishesLists } from '../../../support/sns.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:orders';
const NOW = new Date('2025-06-01T10:00:00.000Z');

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const CARRIED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

/** An order, one of whose texts may be any text at all. */
const orderOfAnyText = fc
  .tuple(order, fc.constantFrom('OrderId', 'UserId', 'ItemName', 'Status'), anyText)
  .map(([given, field, text]): unknown => ({ ...given, [field]: text }));

describe('what parseOrder takes', () => {
  test('SQS carries, as producer publishes it', () => {
    return everyOrderTaken(async (taken) => {
      const sns = snsThatPublishesLists();

      await createOrderTopic({ client: sns.client, topicArn }).publishAll([taken]);

      const [{ Message = '' } = {}] = sns.calls[0]?.PublishBatchRequestEntries ?? [];
      expect(Message).toMatch(CARRIED);
      expect(parseOrder(JSON.parse(Message))).toStrictEqual(taken);
    });
  });

  test('SQS carries, as it is announced', () => {
    return everyOrderTaken(async (taken) => {
      const sns = snsThatPublishes();
      const announcement = announcementOf({ Amount: 250, ...receive(taken, NOW) }, 100);

      await createHighValueOrderTopic({ client: sns.client, topicArn }).publish(announcement);

      const { Message = '' } = sns.published[0] ?? {};
      expect(Message).toMatch(CARRIED);
      expect(parseAnnouncement(JSON.parse(Message))).toStrictEqual(announcement);
    });
  });

  function everyOrderTaken(check: (taken: Order) => Promise<void>): Promise<void> {
    return fc.assert(
      fc.asyncProperty(orderOfAnyText.map(takenFrom), async (taken) => {
        fc.pre(taken !== undefined);
        await check(taken);
      }),
      { numRuns: 300 },
    ) as Promise<void>;
  }
});

test('an order that was stored when U+FFFE and U+FFFF were still taken is announced, and its announcement read', async () => {
  const sns = snsThatPublishes();
  const stored = receive({ OrderId: 'ORD-\ufffe', Amount: 250, ItemName: '\uffff"\\\u0000' }, NOW);
  const announcement = announcementOf({ ...stored, Amount: 250 }, 100);

  await createHighValueOrderTopic({ client: sns.client, topicArn }).publish(announcement);

  const { Message = '' } = sns.published[0] ?? {};
  expect(Message).toMatch(CARRIED);
  expect(parseAnnouncement(JSON.parse(Message))).toStrictEqual(announcement);
});

function takenFrom(input: unknown): Order | undefined {
  try {
    return parseOrder(input);
  } catch {
    return undefined;
  }
}
