import { describe, expect, test } from '@jest/globals';
import { handleBatch, readMessage } from '../../../../src/aws/sqs-batch.ts';
import { anOrder } from '../../../support/orders.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';
import { ingestWith, publishWith } from '../../../support/use-cases.ts';
import { HOSTILE_INPUTS } from './corpus.ts';

const sound = HOSTILE_INPUTS.filter(({ problems }) => problems === undefined);
const refused = HOSTILE_INPUTS.filter(({ problems }) => problems !== undefined);
/** What an invocation can carry: an event is JSON. */
const refusedEvents = refused.filter(({ problems }) => !problems?.endsWith('is not JSON'));

/** Ingest, and its answer to a batch between whose orders `body` is. */
async function ingestBetween(body: string) {
  const { ingestAll, log } = ingestWith();
  const records = [sqsRecord(anOrder()), sqsRecord(body), sqsRecord(anOrder())];
  const answer = await handleBatch(sqsEvent(...records), ingestAll);
  return { answer, hostile: records[1], log };
}

const problemsIn = (message: unknown) => String(message).replace(/^Invalid order( ORD-1)?: /, '');
const messageOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'It was taken',
    ({ message }) => message,
  );

describe('ingest', () => {
  test.each(sound)('stores $what, alone and in a batch', async ({ body }) => {
    const answer = await ingestWith().ingest(readMessage(body));
    const inABatch = await ingestBetween(body);

    expect(answer).toMatchObject({ Outcome: 'stored' });
    expect(inABatch.answer).toEqual(failuresOf());
  });

  test.each(refusedEvents)(
    'refuses $what with every problem, and stores nothing',
    async ({ body, problems }) => {
      const { ingest, ordersTable } = ingestWith();

      const message = await messageOf(ingest(readMessage(body)));

      expect(problemsIn(message)).toBe(problems);
      expect(ordersTable.puts).toEqual([]);
    },
  );

  test.each(refused)('fails only $what in a batch, and logs every problem', async ({ body, problems }) => {
    const { answer, hostile, log } = await ingestBetween(body);

    const warnings = log.lines.filter(([level]) => level === 'warn');
    expect(answer).toEqual(failuresOf(hostile));
    expect(warnings.map(([, , facts]) => problemsIn(facts.Reason))).toEqual([problems]);
  });
});

test.each(refusedEvents)(
  'producer says where a list has $what, and publishes nothing',
  async ({ body, problems }) => {
    const { publish, orderTopic } = publishWith();

    const message = await messageOf(publish([anOrder(), readMessage(body)]));

    expect(message).toContain('[1]');
    expect(problemsIn(message).replaceAll(/\[1\][. ]/g, '')).toBe(problems);
    expect(orderTopic.lists).toEqual([]);
  },
);
