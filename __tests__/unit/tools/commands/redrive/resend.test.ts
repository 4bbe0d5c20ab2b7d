import { BatchRequestTooLong } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { Progress } from '../../../../../tools/commands/redrive/move-task.ts';
import { resend } from '../../../../../tools/commands/redrive/resend.ts';
import { createInMemorySqs } from './redrive-in-memory.ts';

const [FROM, TO] = ['dead-letters', 'source'];

/** `count` dead letters with the bodies `1` to `count`, and a function that moves them. */
function deadLetters(count: number) {
  const sqs = createInMemorySqs();
  const bodies = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const body of bodies) sqs.put(FROM, body);
  const interruption = new AbortController();
  const progress: Progress[] = [];
  const options = {
    sqs: sqs.client,
    interrupted: interruption.signal,
    onProgress: (step: Progress) => void progress.push(step),
  };
  const run = (atMost = count) => resend(options, { from: FROM, to: TO, atMost });
  return { sqs, bodies, interruption, progress, run };
}

const refuse = (body: string) => (other: string) =>
  other === body ? { Code: 'InternalError', Message: 'Try again' } : undefined;

test('moves everything, batch by batch', async () => {
  const { sqs, bodies, progress, run } = deadLetters(23);

  const result = await run();

  expect(result).toEqual({ moved: 23, cameBack: 0, notSent: [], notDeleted: [], interrupted: false });
  expect(sqs.bodies(TO)).toEqual(bodies);
  expect(sqs.bodies(FROM)).toEqual([]);
  expect(progress.map(({ moved }) => moved)).toEqual([10, 20, 23]);
});

test('ends when the queue is empty, even if fewer messages came than were counted', async () => {
  const { run } = deadLetters(3);

  const { moved } = await run(50);

  expect(moved).toBe(3);
});

test('moves no more messages than waited at the start', async () => {
  const { sqs, run } = deadLetters(15);

  await run(12);

  expect(sqs.bodies(TO)).toHaveLength(12);
  expect(sqs.bodies(FROM)).toHaveLength(3);
});

test('keeps the message attributes except those of SNS about its failure', async () => {
  const { sqs, run } = deadLetters(0);
  const Amount = { DataType: 'Number', StringValue: '250' };
  const error = { DataType: 'String', StringValue: 'x' };
  sqs.put(FROM, 'body', { Amount, RequestID: error, ErrorCode: error, ErrorMessage: error });

  await run(1);

  expect(sqs.queue(TO)[0]?.MessageAttributes).toEqual({ Amount });
});

test('a message missing from the answer counts as not sent', async () => {
  const { sqs, run } = deadLetters(3);
  sqs.refuseToSend = refuse('2');
  sqs.omitsFailures = true;

  const result = await run();

  expect(result).toMatchObject({ moved: 2, notSent: ['SQS did not say why'] });
  expect(sqs.bodies(FROM)).toEqual(['2']);
});

test('deletes nothing when nothing could be sent', async () => {
  const { sqs, bodies, run } = deadLetters(3);
  sqs.refuseToSend = () => ({ Code: 'InternalError', Message: '' });

  const result = await run();

  expect(result).toMatchObject({ moved: 0, notSent: ['InternalError', 'InternalError', 'InternalError'] });
  expect(sqs.bodies(FROM)).toEqual(bodies);
  expect(sqs.called('DeleteMessageBatch')).toEqual([]);
});

test('does not send a message twice that it could not delete', async () => {
  const { sqs, run } = deadLetters(3);
  sqs.refuseToDelete = () => {
    sqs.showAll(FROM);
    return { Code: 'InternalError', Message: '' };
  };

  await run(50);

  expect(sqs.bodies(TO)).toEqual(['1', '2', '3']);
});

test('moves a message that fails again and comes back only once', async () => {
  const { sqs, run } = deadLetters(12);
  sqs.onArrival = () => void sqs.queue(FROM).push(...sqs.queue(TO).splice(0));

  const result = await run(1000);

  expect(result).toMatchObject({ moved: 12, cameBack: 12 });
  expect(sqs.bodies(FROM)).toHaveLength(12);
});

test('sends messages that are too long for one batch in smaller ones', async () => {
  const { sqs, bodies, run } = deadLetters(10);
  sqs.failCall = (name, input) =>
    name === 'SendMessageBatch' && (input as { Entries: unknown[] }).Entries.length > 3
      ? new BatchRequestTooLong({ message: 'Too long', $metadata: {} })
      : undefined;

  const { moved } = await run();

  expect(moved).toBe(10);
  expect(sqs.bodies(TO)).toEqual(bodies);
});

test('fails and keeps the message when a single one is too long', async () => {
  const { sqs, run } = deadLetters(1);
  sqs.failCall = (name) =>
    name === 'SendMessageBatch' && sqs.calls.length < 9
      ? new BatchRequestTooLong({ message: 'Too long', $metadata: {} })
      : undefined;

  const result = run();

  await expect(result).rejects.toThrow('Too long');
  expect(sqs.bodies(FROM)).toEqual(['1']);
});

test.each(['SendMessageBatch', 'DeleteMessageBatch'])('loses nothing when %s fails', async (call) => {
  const { sqs, bodies, run } = deadLetters(3);
  sqs.failCall = (name) => (name === call ? new Error('No network') : undefined);

  const result = run();

  await expect(result).rejects.toThrow('No network');
  expect(sqs.bodies(FROM)).toEqual(bodies);
});
