import { describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { processBatch } from '../../../src/platform/sqs-batch.ts';
import { failuresOf, snsEnvelope, sqsEvent, sqsRecord } from '../../support/sqs.ts';

const refusal = new Error('Refused');

/** Handles every message but `refuse`, and notes it. */
function handlerThatRefuses(refuse?: unknown) {
  const handled: unknown[] = [];
  const handle = async (message: unknown) => {
    if (message === refuse) throw refusal;
    handled.push(message);
  };
  return { handle, handled };
}

function failureListener() {
  const failures: [messageId: string, error: unknown][] = [];
  const onFailure = (record: SQSRecord, error: unknown) => void failures.push([record.messageId, error]);
  return { onFailure, failures };
}

const ignore = () => {};

describe('the answer', () => {
  test('names no record where all are handled', async () => {
    const batch = sqsEvent(sqsRecord('1'), sqsRecord('2'));

    const answer = await processBatch(batch, handlerThatRefuses().handle, ignore);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });

  test('names no record of an empty batch', async () => {
    const answer = await processBatch(sqsEvent(), handlerThatRefuses().handle, ignore);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });

  test('names a record that fails, and it alone', async () => {
    const bad = sqsRecord('2');

    const answer = await processBatch(
      sqsEvent(sqsRecord('1'), bad, sqsRecord('3')),
      handlerThatRefuses(2).handle,
      ignore,
    );

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test.each([
    ['a body that is not JSON', '{"OrderId":'],
    ['an empty body', ''],
    ['an envelope whose Message is not JSON', snsEnvelope('not JSON')],
  ])('names a record with %s', async (_, body) => {
    const bad = sqsRecord(body);

    const answer = await processBatch(sqsEvent(sqsRecord('1'), bad), handlerThatRefuses().handle, ignore);

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('names a record whose handler throws before it gives a promise', async () => {
    const bad = sqsRecord('1');
    const handle = () => {
      throw refusal;
    };

    const answer = await processBatch(sqsEvent(bad), handle, ignore);

    expect(answer).toStrictEqual(failuresOf(bad));
  });

  test('names exactly the records that fail, whatever the batch', async () => {
    const bodies = fc.constantFrom('1', '2', 'not JSON');

    await fc.assert(
      fc.asyncProperty(fc.array(bodies, { maxLength: 20 }), async (batch) => {
        const records = batch.map((body) => sqsRecord(body));

        const answer = await processBatch(sqsEvent(...records), handlerThatRefuses(2).handle, ignore);

        expect(answer).toStrictEqual(failuresOf(...records.filter(({ body }) => body !== '1')));
      }),
    );
  });
});

describe('the neighbours of a bad record', () => {
  test.each(['2', 'not JSON'])('are handled beside %j', async (bad) => {
    const { handle, handled } = handlerThatRefuses(2);

    await processBatch(sqsEvent(sqsRecord('1'), sqsRecord(bad), sqsRecord('3')), handle, ignore);

    expect(handled).toEqual([1, 3]);
  });

  test('do not wait for one another', async () => {
    let finishFirst = () => {};
    const firstMayFinish = new Promise<void>((resolve) => {
      finishFirst = resolve;
    });
    const handle = async (message: unknown) => (message === 1 ? firstMayFinish : finishFirst());

    const answer = await processBatch(sqsEvent(sqsRecord('1'), sqsRecord('2')), handle, ignore);

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });
});

describe('onFailure', () => {
  test('hears of every failed record once, with its error', async () => {
    const [first, second] = [sqsRecord('2'), sqsRecord('2')];
    const { onFailure, failures } = failureListener();

    await processBatch(sqsEvent(first, sqsRecord('1'), second), handlerThatRefuses(2).handle, onFailure);

    expect(failures).toEqual([
      [first.messageId, refusal],
      [second.messageId, refusal],
    ]);
  });

  test('hears that a body is not JSON', async () => {
    const record = sqsRecord('not JSON');
    const { onFailure, failures } = failureListener();

    await processBatch(sqsEvent(record), handlerThatRefuses().handle, onFailure);

    expect(failures).toEqual([
      [record.messageId, expect.objectContaining({ name: 'MalformedMessageError' })],
    ]);
  });

  test('hears nothing where all records are handled', async () => {
    const { onFailure, failures } = failureListener();

    await processBatch(sqsEvent(sqsRecord('1')), handlerThatRefuses().handle, onFailure);

    expect(failures).toEqual([]);
  });
});
