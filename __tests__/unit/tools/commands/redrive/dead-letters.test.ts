import { expect, test } from '@jest/globals';
import {
  type DeadLetterQueue,
  sampleDeadLetters,
} from '../../../../../tools/commands/redrive/dead-letters.ts';
import { anAnnouncement, anOrder, aReceivedOrder } from '../../../../support/orders.ts';
import { snsEnvelope } from '../../../../support/sqs.ts';
import { createInMemorySqs, serviceOver } from './redrive-in-memory.ts';

const announcement = anAnnouncement();
const { OrderId, Timestamp, ReceivedAt, Amount } = announcement;
const pending = { OrderId, Timestamp, ReceivedAt, Amount, NotificationStatus: 'PENDING#1' };
const order = anOrder({ Amount: 250 });

/** What is said about the one message of a dead-letter queue, where `stored` is in the table. */
async function lookAt(queue: DeadLetterQueue, content: unknown, stored?: Record<string, unknown>) {
  const sqs = createInMemorySqs();
  sqs.put(`${queue}Url`, typeof content === 'string' ? content : JSON.stringify(content));
  const [letter] = await sampleDeadLetters(serviceOver(sqs, stored), queue);
  return letter;
}

test.each([
  ['is not JSON', 'no JSON', undefined, 'The message body is not JSON'],
  ['is no order', { ...order, Amount: -1 }, undefined, /^Invalid order .*Amount must be from 0/],
  ['is valid and not stored', order, undefined, /not stored.*temporary, redrive it/],
  ['came in an envelope of SNS', snsEnvelope(JSON.stringify(order)), undefined, /not stored/],
  ['conflicts with the stored one', order, { ...order, Amount: 1 }, /already stored with another Amount/],
  [
    'is stored and not high-value',
    order,
    aReceivedOrder(order),
    'Already stored: redriving it changes nothing.',
  ],
  [
    'is stored and notified',
    order,
    { ...order, ...notified() },
    'Already stored: redriving it changes nothing.',
  ],
  [
    'is stored and pending',
    order,
    { ...order, NotificationStatus: 'PENDING#1' },
    /pending.*announces it again/,
  ],
])('an order that %s has that as its reason', async (_what, content, stored, expected) => {
  const letter = await lookAt('OrderDLQ', content, stored);

  expect(letter?.reason).toMatch(expected);
});

test.each([
  ['is not JSON', 'no JSON', undefined, 'The message body is not JSON'],
  ['is none', { ...announcement, Version: 2 }, undefined, /^Not a HighValueOrder message: Version must be 1/],
  ['is of an unknown order', announcement, undefined, /^No high-value order .*fails again/],
  ['is of an order that is not high-value', announcement, aReceivedOrder({ OrderId }), /^No high-value/],
  ['has another Timestamp', announcement, { ...pending, Timestamp: 'other' }, /^No high-value order/],
  ['is of a pending order', announcement, pending, /pending.*temporary, redrive it/],
  ['is of a notified order', announcement, { ...pending, ...notified() }, /^Already notified/],
])('an announcement that %s has that as its reason', async (_what, content, stored, expected) => {
  const letter = await lookAt('HighValueDLQ', content, stored);

  expect(letter?.reason).toMatch(expected);
});

test('a message that SNS could not deliver has the reason that SNS gives', async () => {
  const sqs = createInMemorySqs();
  sqs.put('OrderSubscriptionDLQUrl', JSON.stringify(order), {
    ErrorCode: { DataType: 'String', StringValue: 'KMS.DisabledException' },
    ErrorMessage: { DataType: 'String', StringValue: 'The key is disabled' },
  });

  const [letter] = await sampleDeadLetters(serviceOver(sqs), 'OrderSubscriptionDLQ');

  expect(letter?.reason).toBe('SNS could not deliver it: KMS.DisabledException, The key is disabled');
});

test('a message that SNS could not deliver has no reason if SNS gives none', async () => {
  const letter = await lookAt('HighValueSubscriptionDLQ', announcement);

  expect(letter?.reason).toBe('SNS did not say why.');
});

test('a sample tells when a message was sent, how often it was received, and its order', async () => {
  const letter = await lookAt('OrderSubscriptionDLQ', order);

  expect(letter).toMatchObject({
    messageId: 'message-1',
    sentAt: new Date(1_746_273_600_000),
    receiveCount: 4,
    orderId: order.OrderId,
  });
});

test.each([
  ['in camelCase', { orderId: 'O1' }, 'O1'],
  ['that is no text', { OrderId: 7 }, undefined],
  ['of nothing', null, undefined],
  ['of no JSON', 'OrderId', undefined],
])('a sample has the OrderId %s, if there is one', async (_what, content, expected) => {
  const letter = await lookAt('OrderDLQ', content);

  expect(letter?.orderId).toBe(expected);
});

test('a table that cannot be read is an error, not a reason', async () => {
  const sqs = createInMemorySqs();
  sqs.put('OrderDLQUrl', JSON.stringify(order));
  const order_ = async () => {
    throw new Error('No table');
  };

  const sample = sampleDeadLetters({ ...serviceOver(sqs), order: order_ }, 'OrderDLQ');

  await expect(sample).rejects.toThrow('No table');
});

test('a sample has ten messages, however few one receive returns', async () => {
  const sqs = createInMemorySqs();
  for (let index = 0; index < 23; index++) sqs.put('OrderDLQUrl', 'no JSON');
  sqs.mostReceived = 3;

  const sample = await sampleDeadLetters(serviceOver(sqs), 'OrderDLQ');

  expect(sample).toHaveLength(10);
  expect(new Set(sample.map(({ messageId }) => messageId)).size).toBe(10);
});

test('sampling hides messages for a few seconds and deletes nothing', async () => {
  const sqs = createInMemorySqs();
  sqs.put('OrderDLQUrl', 'no JSON');

  await sampleDeadLetters(serviceOver(sqs), 'OrderDLQ');

  const names = new Set(sqs.calls.map(({ name }) => name));
  expect([...names]).toEqual(['ReceiveMessage']);
  expect(sqs.called('ReceiveMessage')[0]).toMatchObject({ VisibilityTimeout: 5 });
});

function notified() {
  return { NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: '2025-05-03T12:00:05.000Z' };
}
