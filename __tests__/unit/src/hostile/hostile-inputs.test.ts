import { describe, expect, test } from '@jest/globals';
import { readMessage } from '../../../../src/aws/sqs-batch.ts';
import { batchIngestWith, ingestWith } from '../../../support/ingest.ts';
import { anOrder } from '../../../support/orders.ts';
import { producerWith } from '../../../support/producer.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';
import { HOSTILE_INPUTS } from './corpus.ts';

const refused = HOSTILE_INPUTS.filter(({ problems }) => problems !== undefined);
const sound = HOSTILE_INPUTS.filter(({ problems }) => problems === undefined);
/** What an invocation can carry: an event is JSON. */
const refusedEvents = refused.filter(({ problems }) => !problems?.endsWith('is not JSON'));

describe('ingest, invoked with', () => {
  test.each(refusedEvents)(
    '$what: refuses it with every problem, and stores nothing',
    async ({ body, problems }) => {
      const { ingest, ordersTable } = ingestWith();

      const message = await messageOf(ingest(readMessage(body)));

      expect(problemsIn(message)).toBe(problems);
      expect(ordersTable.puts).toEqual([]);
    },
  );

  test.each(sound)('$what: stores it', async ({ body }) => {
    const { ingest } = ingestWith();

    const answer = await ingest(readMessage(body));

    expect(answer).toMatchObject({ Outcome: 'stored' });
  });
});

describe('ingest, with a batch between whose orders is', () => {
  test.each(refused)('$what: fails it alone, and logs every problem', async ({ body, problems = '' }) => {
    const { ingest, log } = batchIngestWith();
    const records = [sqsRecord(anOrder()), sqsRecord(body), sqsRecord(anOrder())];

    const answer = await ingest(sqsEvent(...records));

    expect(answer).toEqual(failuresOf(records[1]));
    const reasons = log.lines.flatMap(([level, , extra]) =>
      level === 'warn' ? [problemsIn((extra as { Reason: string }).Reason)] : [],
    );
    expect(reasons).toEqual([problems]);
  });

  test.each(sound)('$what: stores all three', async ({ body }) => {
    const { ingest } = batchIngestWith();

    const answer = await ingest(sqsEvent(sqsRecord(anOrder()), sqsRecord(body), sqsRecord(anOrder())));

    expect(answer).toEqual({ batchItemFailures: [] });
  });
});

describe('producer, with a list that holds', () => {
  test.each(refusedEvents)('$what: says where, and publishes nothing', async ({ body, problems }) => {
    const { produce, orderTopic } = producerWith();

    const message = await messageOf(produce([anOrder(), readMessage(body)]));

    expect(message).toContain('[1]');
    expect(problemsIn(message).replaceAll(/\[1\][. ]/g, '')).toBe(problems);
    expect(orderTopic.lists).toEqual([]);
  });
});

test('there are at least 60 of them', () => {
  expect(HOSTILE_INPUTS.length).toBeGreaterThanOrEqual(60);
});

function messageOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'It was taken',
    (error: Error) => error.message,
  );
}

function problemsIn(message: string): string {
  return message.replace(/^Invalid order( ORD-1)?: /, '');
}
