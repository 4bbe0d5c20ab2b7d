import { describe, expect, test } from '@jest/globals';
import { isSQSEvent, processTogether, type ReadMessage } from '../../../src/platform/sqs-batch.ts';
import { anOrder } from '../../support/orders.ts';
import { failuresOf, snsEnvelope, sqsEvent, sqsRecord } from '../../support/sqs.ts';

const done = { status: 'fulfilled', value: undefined } as const;
const refused = (reason: unknown) => ({ status: 'rejected', reason }) as const;
const ignore = () => {};

const fromElsewhere = (eventSource: unknown) => ({ ...sqsRecord(anOrder()), eventSource });

describe('a batch of SQS', () => {
  test.each([
    ['one record', sqsEvent(sqsRecord(anOrder()))],
    ['several records', sqsEvent(sqsRecord(anOrder()), sqsRecord('not JSON'))],
    ['no record', sqsEvent()],
  ])('is an event with %s', (_, event) => {
    const isBatch = isSQSEvent(event);

    expect(isBatch).toBe(true);
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
  ])('is not %s', (_, event) => {
    const isBatch = isSQSEvent(event);

    expect(isBatch).toBe(false);
  });
});

describe('messages that are handled together', () => {
  test('are all given in one call, in the sequence of their records', async () => {
    const calls: unknown[][] = [];
    const handleAll = async (reads: ReadMessage[]) => {
      calls.push(reads.map((read) => read()));
      return reads.map(() => done);
    };

    await processTogether(
      sqsEvent(sqsRecord('1'), sqsRecord(snsEnvelope('2')), sqsRecord('3')),
      handleAll,
      ignore,
    );

    expect(calls).toEqual([[1, 2, 3]]);
  });

  test('are read where they are handled: a body that is not JSON stops no other', async () => {
    const handleAll = async ([first, second]: ReadMessage[]) =>
      Promise.allSettled([first, second].map(async (read) => read?.()));
    const bad = sqsRecord('not JSON');

    const answer = await processTogether(sqsEvent(bad, sqsRecord('1')), handleAll, ignore);

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('have no failures where all are fulfilled', async () => {
    const batch = sqsEvent(sqsRecord('1'), sqsRecord('2'));

    const answer = await processTogether(batch, async () => [done, done], ignore);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });
});

describe('the answer fails closed', () => {
  const records = [sqsRecord('1'), sqsRecord('2'), sqsRecord('3')];
  const [, second, third] = records;

  test.each([
    ['a result is a failure', [done, refused('Refused'), done], failuresOf(second)],
    ['a result is missing', [done, done], failuresOf(third)],
    ['all but one result are missing', [done], failuresOf(second, third)],
    ['all results are missing', [], failuresOf(...records)],
  ])('where %s', async (_, results, expected) => {
    const answer = await processTogether(sqsEvent(...records), async () => results, ignore);

    expect(answer).toStrictEqual(expected);
  });

  test('where everything failed at once: the call fails, and with it the batch', async () => {
    const error = new Error('Out of memory');
    const handleAll = async () => {
      throw error;
    };

    const answer = processTogether(sqsEvent(...records), handleAll, ignore);

    await expect(answer).rejects.toBe(error);
  });
});

test('onFailure hears of each record that failed, with its error, or none where its result is missing', async () => {
  const records = [sqsRecord('1'), sqsRecord('2'), sqsRecord('3')];
  const failures: unknown[] = [];

  await processTogether(
    sqsEvent(...records),
    async () => [done, refused('Refused')],
    ({ messageId }, error) => failures.push([messageId, error]),
  );

  expect(failures).toEqual([
    [records[1]?.messageId, 'Refused'],
    [records[2]?.messageId, undefined],
  ]);
});
