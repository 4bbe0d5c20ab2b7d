import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { handleBatch, handleBatchOrOne, readMessage } from '../../../../src/aws/sqs-batch.ts';
import type { Message } from '../../../../src/orders/ports.ts';
import { anOrder } from '../../../support/orders.ts';
import { failuresOf, snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const done = { status: 'fulfilled', value: undefined } as const;
const refused = { status: 'rejected', reason: new Error('Refused') } as const;

/** Handles every message that can be read, but for a 2. */
const refuseTwos = (messages: readonly Message[]) =>
  Promise.allSettled(
    messages.map(async ({ read }) => {
      if (read() === 2) throw refused.reason;
    }),
  );

describe('handleBatchOrOne', () => {
  const handle = handleBatchOrOne(refuseTwos, async (event) => ({ one: event }));
  const fromS3 = { ...sqsRecord(anOrder()), eventSource: 'aws:s3' };

  test.each([
    ['one record', sqsEvent(sqsRecord(anOrder()))],
    ['several records', sqsEvent(sqsRecord(anOrder()), sqsRecord('1'))],
    ['no record', sqsEvent()],
  ])('handles an event of %s as a batch', async (_, event) => {
    const answer = await handle(event);

    expect(answer).toEqual({ batchItemFailures: [] });
  });

  test.each([
    ['an order', anOrder()],
    ['null', null],
    ['undefined', undefined],
    ['a text', '{"Records":[]}'],
    ['an empty object', {}],
    ['a list of records', [sqsRecord(anOrder())]],
    ['Records that are null', { Records: null }],
    ['Records that are no list', { Records: { length: 0 } }],
    ['a record that is null', { Records: [null] }],
    ['a record that is a text', { Records: ['aws:sqs'] }],
    ['a record without a source', { Records: [{ body: '{}' }] }],
    ['a record of SNS', { Records: [{ EventSource: 'aws:sns', Sns: {} }] }],
    ['records of SQS and of another source', { Records: [sqsRecord('1'), fromS3] }],
    ['records of another source and of SQS', { Records: [fromS3, sqsRecord('1')] }],
  ])('handles %s as a single event', async (_, event) => {
    const answer = await handle(event);

    expect(answer).toEqual({ one: event });
  });
});

describe('handleBatch', () => {
  const records = [sqsRecord('1'), sqsRecord('2'), sqsRecord('3')];
  const [, second, third] = records;

  test('gives all messages in one call, in the sequence of their records, with their ids and receives', async () => {
    const raw = [sqsRecord('1'), sqsRecord(snsEnvelope('2'), 3), sqsRecord('3')];
    const calls: unknown[] = [];

    await handleBatch(sqsEvent(...raw), async (messages) => {
      calls.push(messages.map(({ id, receives, read }) => [id, receives, read()]));
      return messages.map(() => done);
    });

    const [first, second, third] = raw.map(({ messageId }) => messageId);
    expect(calls).toEqual([
      [
        [first, 1, 1],
        [second, 3, 2],
        [third, 1, 3],
      ],
    ]);
  });

  test('handles a record without attributes, as someone who invokes the function may write it', async () => {
    const { messageId, body, eventSource } = sqsRecord('1');
    const event = sqsEvent({ messageId, body, eventSource } as SQSRecord);

    const answer = await handleBatch(event, refuseTwos);

    expect(answer).toEqual({ batchItemFailures: [] });
  });

  test('names exactly the records that fail, whatever the batch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('1', '2', 'not JSON'), { maxLength: 20 }), async (batch) => {
        const each = batch.map((body) => sqsRecord(body));

        const answer = await handleBatch(sqsEvent(...each), refuseTwos);

        expect(answer).toStrictEqual(failuresOf(...each.filter(({ body }) => body !== '1')));
      }),
    );
  });

  test.each([
    ['all results are there', [done, done, done], failuresOf()],
    ['a result is a failure', [done, refused, done], failuresOf(second)],
    ['a result is missing', [done, done], failuresOf(third)],
    ['all but one result are missing', [done], failuresOf(second, third)],
    ['all results are missing', [], failuresOf(...records)],
  ])('fails closed: %s', async (_, results, expected) => {
    const answer = await handleBatch(sqsEvent(...records), async () => results);

    expect(answer).toStrictEqual(expected);
  });

  test('fails, and so fails the batch, if everything failed at once', async () => {
    const error = new Error('Out of memory');

    const answer = handleBatch(sqsEvent(...records), async () => {
      throw error;
    });

    await expect(answer).rejects.toBe(error);
  });
});

describe('readMessage', () => {
  const MESSAGE = { OrderId: 'ORD-1', Amount: 250 };
  const envelope = snsEnvelope(JSON.stringify(MESSAGE));

  test('reads any message alike, raw or in an envelope of SNS', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const messages = [readMessage(body), readMessage(JSON.stringify(snsEnvelope(body)))];

        expect(messages).toEqual([JSON.parse(body), JSON.parse(body)]);
      }),
    );
  });

  test.each([
    ['an order with a field Type', { ...MESSAGE, Type: 'Notification' }],
    ['an order with a field Message', { ...MESSAGE, Message: '{}' }],
    ['an envelope of another type', { ...envelope, Type: 'SubscriptionConfirmation' }],
    ['an envelope without a TopicArn', { Type: 'Notification', Message: '{}' }],
    ['an envelope whose TopicArn is no text', { ...envelope, TopicArn: 1 }],
    ['an envelope whose Message is no text', { ...envelope, Message: MESSAGE }],
    ['null', null],
    ['a list', [envelope]],
    ['a text', 'Notification'],
  ])('takes as no envelope %s', (_, body) => {
    const bodies = [body, snsEnvelope(JSON.stringify(body))];

    expect(bodies.map((sent) => readMessage(JSON.stringify(sent)))).toEqual([body, body]);
  });

  test('takes a message out of one envelope, not out of an envelope in it', () => {
    const message = readMessage(JSON.stringify(snsEnvelope(JSON.stringify(envelope))));

    expect(message).toEqual(envelope);
  });

  test.each([
    ['a body', 'not JSON', 'The message body is not JSON'],
    ['an empty body', '', 'The message body is not JSON'],
    ['a Message', JSON.stringify(snsEnvelope('{')), "The SNS envelope's Message is not JSON"],
  ])('refuses %s that is not JSON', (_, body, message) => {
    const error = expect.objectContaining({ name: 'MalformedMessageError', message });

    expect(() => readMessage(body)).toThrow(error);
  });
});
