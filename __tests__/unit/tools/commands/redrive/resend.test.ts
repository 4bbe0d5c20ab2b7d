import { BatchRequestTooLong } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { Progress } from '../../../../../tools/commands/redrive/move-task.ts';
import { resend } from '../../../../../tools/commands/redrive/resend.ts';
import { createInMemorySqs } from './in-memory-sqs.ts';

const [FROM, TO] = ['dead-letters', 'source'];

/** `count` dead letters with the bodies `1` to `count`, and what it takes to move them. */
function deadLetters(count: number) {
  const sqs = createInMemorySqs();
  const bodies = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const body of bodies) sqs.put(FROM, body);
  const interruption = new AbortController();
  const progress: Progress[] = [];
  const surroundings = {
    sqs: sqs.client,
    interrupted: interruption.signal,
    onProgress: (step: Progress) => void progress.push(step),
  };
  const run = (atMost = count) => resend(surroundings, { from: FROM, to: TO, atMost });
  return { sqs, bodies, interruption, progress, run };
}

const refuse = (body: string) => (other: string) =>
  other === body ? { Code: 'InternalError', Message: 'Try again' } : undefined;

test('moves everything, batch after batch', async () => {
  const { sqs, bodies, progress, run } = deadLetters(23);

  const result = await run();

  expect(result).toEqual({ moved: 23, cameBack: 0, notSent: [], notRemoved: [], interrupted: false });
  expect(sqs.bodies(TO)).toEqual(bodies);
  expect(sqs.bodies(FROM)).toEqual([]);
  expect(progress.map(({ moved }) => moved)).toEqual([10, 20, 23]);
});

test('ends at an empty queue, even when more messages were said to wait', async () => {
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

test('keeps the message attributes, but for what SNS said about its failure', async () => {
  const { sqs, run } = deadLetters(0);
  const Amount = { DataType: 'Number', StringValue: '250' };
  const error = { DataType: 'String', StringValue: 'x' };
  sqs.put(FROM, 'body', { Amount, RequestID: error, ErrorCode: error, ErrorMessage: error });

  await run(1);

  expect(sqs.queue(TO)[0]?.MessageAttributes).toEqual({ Amount });
});

test('keeps a message that could not be sent', async () => {
  const { sqs, run } = deadLetters(12);
  sqs.refuseToSend = refuse('2');

  const result = await run();

  expect(result).toMatchObject({ moved: 11, notSent: ['InternalError: Try again'] });
  expect(sqs.bodies(FROM)).toEqual(['2']);
  expect(sqs.bodies(TO)).toHaveLength(11);
});

test('takes a message that the answer does not mention for not sent', async () => {
  const { sqs, run } = deadLetters(3);
  sqs.refuseToSend = refuse('2');
  sqs.keepsQuiet = true;

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

test('keeps everything when sending fails altogether', async () => {
  const { sqs, bodies, run } = deadLetters(3);
  sqs.failCall = (name) => (name === 'SendMessageBatch' ? new Error('No network') : undefined);

  const result = run();

  await expect(result).rejects.toThrow('No network');
  expect(sqs.bodies(FROM)).toEqual(bodies);
});

test('tells which messages were sent and could not be removed', async () => {
  const { sqs, run } = deadLetters(12);
  sqs.refuseToDelete = refuse('2');

  const result = await run();

  expect(result).toMatchObject({ moved: 12, notRemoved: ['InternalError: Try again'] });
  expect(sqs.bodies(FROM)).toEqual(['2']);
});

test('has lost nothing when removing fails altogether', async () => {
  const { sqs, bodies, run } = deadLetters(3);
  sqs.failCall = (name) => (name === 'DeleteMessageBatch' ? new Error('No network') : undefined);

  const result = run();

  await expect(result).rejects.toThrow('No network');
  expect(sqs.bodies(FROM)).toEqual(bodies);
});

test('does not send a message again that it could not remove', async () => {
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

test('fails, and keeps the message, when a single one is too long', async () => {
  const { sqs, run } = deadLetters(1);
  sqs.failCall = (name) =>
    name === 'SendMessageBatch' && sqs.calls.length < 9
      ? new BatchRequestTooLong({ message: 'Too long', $metadata: {} })
      : undefined;

  const result = run();

  await expect(result).rejects.toThrow('Too long');
  expect(sqs.bodies(FROM)).toEqual(['1']);
});

test('ends after the batch under way when it is interrupted', async () => {
  const { sqs, interruption, run } = deadLetters(25);
  sqs.onArrival = () => interruption.abort();

  const result = await run();

  expect(result).toMatchObject({ moved: 10, interrupted: true });
  expect(sqs.bodies(FROM)).toHaveLength(15);
});
