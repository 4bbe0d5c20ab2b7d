import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { announcementOf, parseAnnouncement } from '../../../../src/orders/announcement.ts';
import { type Order, parseOrder, receive } from '../../../../src/orders/order.ts';
import { TEXT_FIELDS } from '../../../../tools/service/order-fields.ts';
import { anyText, order } from '../../../support/arbitraries.ts';
import { snsThatPublishes, snsThatPublishesLists } from '../../../support/sns.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:orders';
const NOW = new Date('2025-06-01T10:00:00.000Z');

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const CARRIED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u;

/** Orders, one of whose texts may be any text, as far as parseOrder takes them. */
const takenOrder = fc.tuple(order, fc.constantFrom(...TEXT_FIELDS), anyText).map(([given, field, text]) => {
  try {
    return [parseOrder({ ...given, [field]: text })];
  } catch {
    return [];
  }
});

async function isAnnounced(stored: Order): Promise<void> {
  const sns = snsThatPublishes();
  const announcement = announcementOf({ Amount: 250, ...receive(stored, NOW) }, 100);

  await createHighValueOrderTopic({ client: sns.client, topicArn }).publish(announcement);

  const { Message = '' } = sns.calls[0] ?? {};
  expect(Message).toMatch(CARRIED);
  expect(parseAnnouncement(JSON.parse(Message))).toStrictEqual(announcement);
}

test('SQS carries every order that parseOrder takes, as producer publishes it and as it is announced', async () => {
  await fc.assert(
    fc.asyncProperty(takenOrder, async ([taken]) => {
      fc.pre(taken !== undefined);
      const sns = snsThatPublishesLists();

      await createOrderTopic({ client: sns.client, topicArn }).publishAll([taken]);

      const [{ Message = '' } = {}] = sns.calls[0]?.PublishBatchRequestEntries ?? [];
      expect(Message).toMatch(CARRIED);
      expect(parseOrder(JSON.parse(Message))).toStrictEqual(taken);
      await isAnnounced(taken);
    }),
    { numRuns: 300 },
  );
});

test('an order that was stored when U+FFFE and U+FFFF were still taken is announced, and its announcement read', () =>
  isAnnounced({ OrderId: 'ORD-\ufffe', Amount: 250, ItemName: '\uffff"\\\u0000' }));
