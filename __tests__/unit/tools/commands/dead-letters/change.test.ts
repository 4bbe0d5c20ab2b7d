import { expect, test } from '@jest/globals';
import { createCommand, freshFolder } from './dead-letters-in-memory.ts';

const REDRIVE = ['--stage', 'local', '--queue', 'OrderDLQ', '--redrive'];
const DELETE = ['--stage', 'local', '--queue', 'OrderDLQ', '--delete'];
const ORDERS = ['{"OrderId":"ORD-1"}', '{"OrderId":"ORD-2"}', '{"OrderId":"ORD-3"}'];

test('shows what will happen, asks, and then redrives the named messages alone', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 3, typed: ['y'] });

  const exitCode = await deadLetters([...REDRIVE, '--only', 'ORD-3,message-1']);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`Redrive 2 of 3 messages of OrderDLQ to OrderQueue:
     2  A valid order, not stored: redriving it stores it.
        ORD-1, ORD-3
Done: 2 of 2 messages redriven.
`);
  expect(printed.stderr).toBe('Go on? [y/N] \n');
  expect(sqs.bodies('OrderDLQUrl')).toEqual([ORDERS[1]]);
  expect(sqs.bodies('OrderQueueUrl').sort()).toEqual([ORDERS[0], ORDERS[2]]);
  expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
});

test('deletes messages by their reason', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 2 });
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-3', Amount: -1 });

  const exitCode = await deadLetters([...DELETE, '--reason', 'Amount must', '--yes']);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toContain('Delete 1 of 3 messages of OrderDLQ:');
  expect(printed.stdout).toContain('Done: 1 of 1 message deleted.');
  expect(sqs.bodies('OrderDLQUrl')).toEqual(ORDERS.slice(0, 2));
  expect(sqs.bodies('OrderQueueUrl')).toEqual([]);
});

test.each([
  ['an answer other than yes', ['no'], 1, 'Nothing was changed.'],
  ['no terminal to ask on', undefined, 2, 'add --yes'],
])('changes nothing after %s, and makes the messages visible again', async (_what, typed, code, expected) => {
  const { sqs, deadLetters, text } = createCommand({ orders: 3, ...(typed && { typed }) });

  const exitCode = await deadLetters(DELETE);

  expect(exitCode).toBe(code);
  expect(text()).toMatch(/^Delete 3 of 3 messages of OrderDLQ:/);
  expect(text()).toContain(expected);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(ORDERS);
  expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
});

test('takes all messages with an OrderId', async () => {
  const { sqs, deadLetters } = createCommand({ orders: 2 });
  sqs.put('OrderDLQUrl', { orderId: 'ORD-1', amount: 7 });

  await deadLetters([...REDRIVE, '--only', 'ORD-1', '--yes']);

  expect(sqs.bodies('OrderQueueUrl').sort()).toEqual([ORDERS[0], '{"orderId":"ORD-1","amount":7}']);
});

test('takes no message that arrived after it was confirmed', async () => {
  const { sqs, deadLetters } = createCommand({ orders: 2 });
  sqs.intercept = (name) => void (name === 'SendMessage' && sqs.put('OrderDLQUrl', 'new'));

  await deadLetters([...REDRIVE, '--yes']);

  expect(sqs.bodies('OrderDLQUrl')).toEqual(['new', 'new']);
  expect(sqs.bodies('OrderQueueUrl')).toEqual(ORDERS.slice(0, 2));
});

test('redrives a whole queue of many messages, and sends the attributes without those of SNS', async () => {
  const { sqs, deadLetters } = createCommand();
  const Amount = { DataType: 'Number', StringValue: '250' };
  const error = { DataType: 'String', StringValue: 'x' };
  const attributes = { Amount, RequestID: error, ErrorCode: error, ErrorMessage: error };
  for (let number = 0; number < 123; number += 1)
    sqs.put('HighValueSubscriptionDLQUrl', `${number}`, attributes);

  const exitCode = await deadLetters(['--queue', 'HighValueSubscriptionDLQ', '--redrive', '--yes']);

  expect(exitCode).toBe(0);
  expect(sqs.queue('HighValueSubscriptionDLQUrl')).toEqual([]);
  expect(new Set(sqs.bodies('HighValueQueueUrl')).size).toBe(123);
  expect(sqs.queue('HighValueQueueUrl')).toHaveLength(123);
  expect(sqs.queue('HighValueQueueUrl')[0]?.MessageAttributes).toEqual({ Amount });
});

test('names what is not in the queue, does the rest, and fails', async () => {
  const { sqs, deadLetters, text } = createCommand({ orders: 1 });

  const exitCode = await deadLetters([...DELETE, '--only', 'ORD-1,ORD-9\u001b', '--yes']);

  expect(exitCode).toBe(1);
  expect(text()).toContain('Not in OrderDLQ: ORD-9\u{fffd}.');
  expect(sqs.bodies('OrderDLQUrl')).toEqual([]);
});

test('waits for messages that somebody else has received', async () => {
  const { sqs, deadLetters } = createCommand({ orders: 3 });
  for (const message of sqs.queue('OrderDLQUrl').slice(1)) sqs.receiveElsewhere(message, 30);

  const exitCode = await deadLetters([...REDRIVE, '--yes']);

  expect(exitCode).toBe(0);
  expect(sqs.bodies('OrderQueueUrl').sort()).toEqual(ORDERS);
});

test.each([
  [[], 1, /Left out, as somebody else has received them: 2 messages of OrderDLQ in flight\./],
  [['--reason', 'valid'], 1, /Left out.*: 2 messages/],
  [['--only', 'ORD-1,ORD-2'], 1, /Not in OrderDLQ: ORD-2\. Left out.*: 2 messages/],
  [['--only', 'ORD-1'], 0, /^((?!Left out).)*$/],
])('%j leaves out what somebody else has received for long', async (selection, expectedCode, expected) => {
  const { sqs, deadLetters, text } = createCommand({ orders: 3 });
  for (const message of sqs.queue('OrderDLQUrl').slice(1)) sqs.receiveElsewhere(message, 3600);

  const exitCode = await deadLetters([...REDRIVE, ...selection, '--yes']);

  expect(exitCode).toBe(expectedCode);
  expect(text()).toMatch(expected);
  expect(sqs.bodies('OrderQueueUrl')).toEqual([ORDERS[0]]);
});

test('does not wait for messages in flight if it has found all that are named', async () => {
  const { sqs, deadLetters } = createCommand({ orders: 2 });
  const [first] = sqs.queue('OrderDLQUrl');
  if (first) sqs.receiveElsewhere(first, 3600);
  const before = sqs.time;

  const exitCode = await deadLetters([...REDRIVE, '--only', 'ORD-2', '--yes']);

  expect(exitCode).toBe(0);
  expect(sqs.time - before).toBeLessThan(3000);
});

test('names a message that somebody else takes after it was confirmed', async () => {
  const { sqs, deadLetters, text } = createCommand({ orders: 2 });
  sqs.intercept = (name) =>
    void (name === 'ChangeMessageVisibilityBatch' && sqs.queue('OrderDLQUrl').splice(0, 1));

  const exitCode = await deadLetters([...REDRIVE, '--yes']);

  expect(exitCode).toBe(1);
  expect(text()).toMatch(/Done: 1 of 2 messages redriven\. Not reached.*taken by somebody else.*: ORD-1\./);
  expect(sqs.bodies('OrderQueueUrl')).toEqual([ORDERS[1]]);
});

const denied = Object.assign(new Error('User may not'), { name: 'AccessDenied', $metadata: {} });

test.each([
  [
    'sent',
    'SendMessage',
    /2 messages could not be sent and stay where they are: ORD-1, ORD-2\..*\(User may not\)/,
  ],
  ['deleted', 'DeleteMessage', /2 messages were sent but could not be deleted.*: ORD-1, ORD-2\./],
])('loses nothing when messages cannot be %s, and stops', async (_what, call, expected) => {
  const { sqs, deadLetters, text } = createCommand({ orders: 12 });
  sqs.mostReceived = 2;
  sqs.intercept = (name) => (name === call ? denied : undefined);

  const exitCode = await deadLetters([...REDRIVE, '--only', 'ORD-1,ORD-2', '--yes']);

  expect(exitCode).toBe(1);
  expect(text()).toMatch(expected);
  expect(sqs.queue('OrderDLQUrl')).toHaveLength(12);
  expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
});

test('stops when nothing can be sent, and goes on after one message that cannot', async () => {
  const none = createCommand({ orders: 30 });
  none.sqs.intercept = (name) => (name === 'SendMessage' ? denied : undefined);
  const one = createCommand({ orders: 30 });
  one.sqs.intercept = (name, input) =>
    name === 'SendMessage' && JSON.stringify(input).includes('ORD-5\\') ? denied : undefined;

  const exitCodes = [
    await none.deadLetters([...REDRIVE, '--yes']),
    await one.deadLetters([...REDRIVE, '--yes']),
  ];

  expect(exitCodes).toEqual([1, 1]);
  expect(none.sqs.called('SendMessage')).toHaveLength(10);
  expect(one.sqs.queue('OrderQueueUrl')).toHaveLength(29);
  expect(one.sqs.bodies('OrderDLQUrl')).toEqual(['{"OrderId":"ORD-5"}']);
});

test('a message that was sent and could not be deleted is only deleted by the next run', async () => {
  const folder = freshFolder();
  const first = createCommand({ orders: 3, folder });
  first.sqs.intercept = (name) => (name === 'DeleteMessage' ? denied : undefined);
  await first.deadLetters([...REDRIVE, '--only', 'ORD-2', '--yes']);
  first.sqs.intercept = () => undefined;
  const second = createCommand({ sqs: first.sqs, folder, tasks: [[]] });

  const exitCode = await second.deadLetters([...REDRIVE, '--yes']);

  expect(exitCode).toBe(0);
  expect(second.text()).toContain(
    'An earlier run sent 1 of them and did not delete them: they are only deleted.',
  );
  expect(first.sqs.bodies('OrderQueueUrl').sort()).toEqual(ORDERS);
  expect(first.sqs.bodies('OrderDLQUrl')).toEqual([]);
});

test('an interruption ends it between two batches, and the next run goes on', async () => {
  const folder = freshFolder();
  const first = createCommand({ orders: 30, folder });
  first.sqs.intercept = (name) => void (name === 'DeleteMessage' && first.interrupt());

  const exitCode = await first.deadLetters([...REDRIVE, '--yes']);
  const sentBefore = first.sqs.queue('OrderQueueUrl').length;
  first.sqs.intercept = () => undefined;
  await createCommand({ sqs: first.sqs, folder }).deadLetters([...REDRIVE, '--yes']);

  expect(exitCode).toBe(130);
  expect(sentBefore).toBe(10);
  expect(first.text()).toMatch(/Interrupted: 10 of 30 messages redriven\. To continue with the rest/);
  expect(new Set(first.sqs.bodies('OrderQueueUrl')).size).toBe(30);
  expect(first.sqs.queue('OrderQueueUrl')).toHaveLength(30);
});

test('sends nothing if the journal cannot be written', async () => {
  const { sqs, deadLetters, text } = createCommand({
    orders: 3,
    beforeLine() {
      throw new Error('No space left on device');
    },
  });

  const exitCode = await deadLetters([...REDRIVE, '--yes']);

  expect(exitCode).toBe(1);
  expect(text()).toContain('No space left on device');
  expect(sqs.bodies('OrderDLQUrl')).toEqual(ORDERS);
  expect(sqs.bodies('OrderQueueUrl')).toEqual([]);
});

test('prints as JSON what became of each message, and what will happen on stderr', async () => {
  const { deadLetters, printed } = createCommand({ orders: 2 });

  await deadLetters([...DELETE, '--only', 'ORD-1,ORD-9', '--yes', '--json']);

  expect(JSON.parse(printed.stdout)).toEqual({
    ...{ Stage: 'local', Action: 'delete', Done: ['message-1'], DoneBefore: [], Missing: ['ORD-9'] },
    ...{ InFlight: 0, NotSent: [], NotDeleted: [], Left: [] },
  });
  expect(printed.stderr).toContain('Delete 1 of 2 messages of OrderDLQ:');
});

test('has nothing to do in an empty queue', async () => {
  const { deadLetters, printed } = createCommand();

  const exitCode = await deadLetters(DELETE);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe('OrderDLQ: nothing to do.\nNothing was changed.\n');
});
