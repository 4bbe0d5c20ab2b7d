import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { handleBatch, handleBatchOrOne } from '../../../../src/aws/sqs-batch.ts';
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

const fromElsewhere = (eventSource: unknown) => ({ ...sqsRecord(anOrder()), eventSource });

describe('a batch of SQS', () => {
  const handle = handleBatchOrOne(refuseTwos, async (event) => ({ one: event }));

  test.each([
    ['one record', sqsEvent(sqsRecord(anOrder()))],
    ['several records', sqsEvent(sqsRecord(anOrder()), sqsRecord('1'))],
    ['no record', sqsEvent()],
  ])('is an event with %s', async (_, event) => {
    const answer = await handle(event);

    expect(answer).toEqual({ batchItemFailures: [] });
  });

  test.each([
    ['an order', anOrder()],
    ['null', null],
    ['undefined', undefined],
    ['a text', '{"Records":[]}'],
    ['an empty object', {}],
    ['a list', []],
    ['a list of records', [sqsRecord(anOrder())]],
    ['Records that are null', { Records: null }],
    ['Records that are no list', { Records: { length: 0 } }],
    ['a record that is null', { Records: [null] }],
    ['a record that is a text', { Records: ['aws:sqs'] }],
    ['a record without a source', { Records: [{ body: '{}' }] }],
    ['a record of S3', { Records: [fromElsewhere('aws:s3')] }],
    ['a record of SNS', { Records: [{ EventSource: 'aws:sns', Sns: {} }] }],
    ['records of SQS and of another source', { Records: [sqsRecord('1'), fromElsewhere('aws:s3')] }],
    ['records of another source and of SQS', { Records: [fromElsewhere('aws:s3'), sqsRecord('1')] }],
  ])('is not %s', async (_, event) => {
    const answer = await handle(event);

    expect(answer).toEqual({ one: event });
  });
});

describe('the messages of a batch', () => {
  test('are all given in one call, in the sequence of their records, with their ids', async () => {
    const records = [sqsRecord('1'), sqsRecord(snsEnvelope('2')), sqsRecord('3')];
    const calls: unknown[] = [];

    await handleBatch(sqsEvent(...records), async (messages) => {
      calls.push(messages.map(({ id, read }) => [id, read()]));
      return messages.map(() => done);
    });

    expect(calls).toEqual([records.map(({ messageId }, index) => [messageId, index + 1])]);
  });
});

describe('the answer', () => {
  const records = [sqsRecord('1'), sqsRecord('2'), sqsRecord('3')];
  const [, second, third] = records;

  test('names no record of an empty batch', async () => {
    const answer = await handleBatch(sqsEvent(), refuseTwos);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });

  test.each([
    ['a body that is not JSON', '{"OrderId":'],
    ['an empty body', ''],
    ['an envelope whose Message is not JSON', snsEnvelope('not JSON')],
  ])('names a record with %s, and it alone', async (_, body) => {
    const bad = sqsRecord(body);

    const answer = await handleBatch(sqsEvent(sqsRecord('1'), bad), refuseTwos);

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('names exactly the records that fail, whatever the batch', async () => {
    const bodies = fc.constantFrom('1', '2', 'not JSON');

    await fc.assert(
      fc.asyncProperty(fc.array(bodies, { maxLength: 20 }), async (batch) => {
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
  ])('fails closed: where %s', async (_, results, expected) => {
    const answer = await handleBatch(sqsEvent(...records), async () => results);

    expect(answer).toStrictEqual(expected);
  });

  test('is an error, and so fails the batch, where everything failed at once', async () => {
    const error = new Error('Out of memory');
    const handleAll = async () => {
      throw error;
    };

    const answer = handleBatch(sqsEvent(...records), handleAll);

    await expect(answer).rejects.toBe(error);
  });
});
