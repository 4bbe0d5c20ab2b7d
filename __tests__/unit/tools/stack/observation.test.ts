import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCallObservation, type StackEvent } from '../../../../tools/stack/observation.ts';
import { callTo, TOPIC_ARN } from '../../../support/api-requests.ts';

const STACK = join(__dirname, '../../../../tools/stack');
const PUBLISH = { caller: 'ingest', action: 'sns:Publish', resource: 'Topic', isRetry: true };
const RESPONSE = { status: 200, headers: {}, body: Buffer.from('<done>') };
const at = expect.any(Number);

function observed() {
  const events: StackEvent[] = [];
  return { events, ...createCallObservation((event) => events.push(event)) };
}

const request = callTo.form({ Action: 'Publish', TopicArn: TOPIC_ARN });
const message = { service: 'sqs', queueName: 'Queue', messageId: 'm1', body: '{}', status: 'published' };

test('tells a call with its attempt and trace id, and the messages that it sends with its id', async () => {
  const { events, call, addMessage } = observed();
  const headers = { 'amz-sdk-request': 'attempt=2; max=3', 'x-amzn-trace-id': 'Root=1' };

  await call(PUBLISH, { ...request, headers }, async () => {
    await Promise.resolve();
    addMessage(message);
    return RESPONSE;
  });
  addMessage({ ...message, status: 'consumed' });
  addMessage({ ...message, status: 'dlq' });

  const id = Object(events[0]).id;
  const { isRetry: _, ...named } = PUBLISH;
  const ofMessage = { queue: 'Queue', id: 'm1', body: '{}', at };
  expect(events).toEqual([
    { type: 'call started', id, ...named, attempt: 2, traceId: 'Root=1', request: String(request.body), at },
    { type: 'message sent', ...ofMessage, callId: id },
    { type: 'call ended', id, status: 200, response: '<done>', at },
    { type: 'message deleted', ...ofMessage },
    { type: 'message dead', ...ofMessage },
  ]);
});

test('tells the end of a call that throws', async () => {
  const { events, call } = observed();

  const failed = call(PUBLISH, request, () => Promise.reject(new RangeError('too far')));

  await expect(failed).rejects.toThrow('too far');
  expect(events[1]).toMatchObject({ type: 'call ended', status: 500, response: 'RangeError: too far' });
});

test("uses fauxqs' stores as they are: sends, dead letters, deletes, looks and redrives are seen", () => {
  const script = `
    import { createMessaging } from '${STACK}/emulators.ts';
    import { createCallObservation } from '${STACK}/observation.ts';
    import { createQueues } from '${STACK}/queues.ts';
    const events = [];
    const observe = ({ type, queue, id, body, callId, replacedBy }) =>
      type.startsWith('message') && events.push({ type, queue, id, body, ofCall: callId !== undefined, replacedBy });
    const observation = createCallObservation(observe);
    const { handle, queueStore, stop } = await createMessaging('us-east-1', observation);
    const queues = createQueues(queueStore, observe);
    const call = async (operation, input) => {
      const request = {
        ...{ method: 'POST', url: '/', accessKeyId: 'a', body: Buffer.from(JSON.stringify(input)) },
        headers: { host: 'localhost', 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.' + operation },
      };
      const named = { caller: 'a', action: 'sqs:' + operation, resource: '', isRetry: false };
      return JSON.parse(String((await observation.call(named, request, () => handle(request))).body));
    };
    await call('CreateQueue', { QueueName: 'Dead' });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:Dead', maxReceiveCount: 1 });
    const { QueueUrl } = await call('CreateQueue', { QueueName: 'Queue', Attributes: { VisibilityTimeout: '0', RedrivePolicy } });
    const { MessageId } = await call('SendMessage', { QueueUrl, MessageBody: 'one' });
    await call('ReceiveMessage', { QueueUrl });
    const looked = [queues.depths(), queues.messages('Queue'), queues.messages('None')];
    const waiting = call('ReceiveMessage', { QueueUrl, WaitTimeSeconds: 20 });
    queues.endWaits();
    await waiting;
    const moved = [queues.redrive('Dead', 'None'), queues.redrive('Dead', 'Queue', MessageId), queues.redrive('Dead', 'Queue')];
    const removed = [queues.remove('Queue', 'other'), queues.remove('Queue')];
    await stop();
    console.log(JSON.stringify({ MessageId, events, looked, moved, removed }));`;

  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });

  expect(stderr).toBe('');
  const { MessageId, events, looked, moved, removed } = JSON.parse(stdout);
  const [[...depths], messages, none] = looked;
  expect(depths).toContainEqual({ queue: 'Queue', waiting: 1, inFlight: 0 });
  expect(messages).toEqual([
    { id: MessageId, body: 'one', receives: 1, sentAt: expect.any(Number), state: 'waiting' },
  ]);
  expect({ none, moved, removed }).toEqual({ none: null, moved: [0, 1, 0], removed: [0, 1] });
  const fresh = events[3].replacedBy;
  expect(fresh).not.toBe(MessageId);
  const one = { id: MessageId, body: 'one' };
  expect(events).toEqual([
    { type: 'message sent', queue: 'Queue', ...one, ofCall: true },
    { type: 'message dead', queue: 'Queue', ...one, ofCall: true },
    { type: 'message sent', queue: 'Dead', ...one, ofCall: true },
    { type: 'message deleted', queue: 'Dead', ...one, ofCall: false, replacedBy: fresh },
    { type: 'message sent', queue: 'Queue', id: fresh, body: 'one', ofCall: false },
    { type: 'message deleted', queue: 'Queue', id: fresh, body: 'one', ofCall: false },
  ]);
});
