import { expect, test } from '@jest/globals';
import { anAnnouncement, anOrder, aReceivedOrder } from '../../../../support/orders.ts';
import { snsEnvelope } from '../../../../support/sqs.ts';
import { createCommand } from './dead-letters-in-memory.ts';

const MINUTE_MS = 60_000;
const LIST = ['--stage', 'local', '--queue', 'OrderDLQ'];

test('shows each queue: how many messages, how old, when the first expires, and how many for each reason', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 2 });
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-3', Amount: -1 });
  sqs.time += 3 * 60 * MINUTE_MS;
  sqs.put('HighValueDLQUrl', 'not JSON');
  sqs.receiveElsewhere(sqs.put('HighValueDLQUrl', 'received elsewhere'), 30);

  const exitCode = await deadLetters(['--stage', 'local']);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`OrderDLQ: 3 messages waiting
  The oldest was sent 3 hours ago and expires on 2025-05-17 12:00 UTC.
     2  A valid order, not stored: redriving it stores it.
     1  Invalid order: Amount must be from 0 to 1,000,000,000
HighValueDLQ: 1 message waiting, and 1 in flight
  The oldest was sent 4 seconds ago and expires on 2025-05-17 15:00 UTC.
     1  The message body is not JSON
OrderSubscriptionDLQ: 0 messages waiting
HighValueSubscriptionDLQ: 0 messages waiting

To list the messages of a queue:
  npm run dead-letters -- --stage local --queue OrderDLQ
`);
});

test('lists the messages of a queue, oldest first, with what to do next', async () => {
  const { sqs, deadLetters, printed } = createCommand();
  sqs.time += MINUTE_MS;
  sqs.put('OrderDLQUrl', 'not JSON');
  sqs.time -= MINUTE_MS;
  sqs.put('OrderDLQUrl', anOrder({ OrderId: 'ORD-1' }));
  sqs.time += 90 * MINUTE_MS;

  const exitCode = await deadLetters(LIST);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`OrderDLQ of stage local: 2 messages waiting.

     1. ORD-1
        A valid order, not stored: redriving it stores it.
        received 4 times, sent 90 minutes ago, expires in 13 days
        message message-2

     2. message-1
        The message body is not JSON
        received 4 times, sent 89 minutes ago, expires in 13 days

To send them back to OrderQueue, add --redrive to the same command. For one
message:
  npm run dead-letters -- --stage local --queue OrderDLQ --redrive --only message-2
`);
});

test.each([
  [['--only', 'ORD-2, message-4'], 'message-2 message-4', '2 of them:'],
  [['--reason', 'Amount must'], 'message-4', '1 of them:'],
  [['--only', 'ORD-9'], '', '0 of them:'],
])('%j lists some of the messages', async (selection, expected, head) => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 3 });
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-4', Amount: -1 });

  await deadLetters([...LIST, ...selection]);

  expect(printed.stdout).toContain(`4 messages waiting. ${head}`);
  expect([...printed.stdout.matchAll(/^ +message (.*)$/gm)].map(([, id]) => id).join(' ')).toBe(expected);
});

test('leaves every message in the queue and visible, however many there are and however few a receive returns', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 123 });
  sqs.mostReceived = 7;

  await deadLetters(LIST);

  expect(printed.stdout).toContain('123 messages waiting.');
  expect(new Set(printed.stdout.match(/message message-\d+/g)).size).toBe(123);
  expect(sqs.queue('OrderDLQUrl')).toHaveLength(123);
  expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
  expect(sqs.called('DeleteMessage')).toEqual([]);
});

test('sees every message once, though it takes longer than the visibility timeout', async () => {
  const { sqs, deadLetters, printed } = createCommand({ orders: 60 });
  sqs.intercept = (name) => {
    if (name === 'ReceiveMessage') sqs.time += 500;
    return undefined;
  };

  await deadLetters([...LIST, '--visibility-timeout', '2']);

  expect(printed.stdout).toContain('60 messages waiting.');
});

test.each(['the table cannot be read', 'it is interrupted'])(
  'makes the messages visible again when %s',
  async (what) => {
    const { sqs, service, interrupt, deadLetters, printed } = createCommand({ orders: 30 });
    service.order = async () => {
      if (what === 'it is interrupted') return interrupt() as undefined;
      throw new Error('No table');
    };

    const exitCode = await deadLetters(LIST);

    expect(exitCode).toBe(what === 'it is interrupted' ? 130 : 1);
    expect(printed.stdout).toBe('');
    expect(printed.stderr).toMatch(/^(Interrupted\.|No table)\n$/);
    expect(sqs.called('ReceiveMessage').length).toBeLessThan(3);
    expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
  },
);

test('hides messages for a minute, or as long as it is told, if it is killed', async () => {
  const { sqs, deadLetters } = createCommand();

  for (const more of [[], ['--visibility-timeout', '5']]) await deadLetters([...LIST, ...more]);

  expect(sqs.called('ReceiveMessage')).toMatchObject([{ VisibilityTimeout: 60 }, { VisibilityTimeout: 5 }]);
});

test('prints everything as JSON', async () => {
  const { sqs, deadLetters, printed } = createCommand();
  const reason = 'Invalid order: Amount must be from 0 to 1,000,000,000';
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: -1 });
  const summary = {
    Queue: 'OrderDLQ',
    Waiting: 1,
    InFlight: 0,
    OldestSentAt: '2025-05-03T12:00:00.000Z',
    FirstExpiresAt: '2025-05-17T12:00:00.000Z',
    Reasons: [{ Reason: reason, Messages: 1 }],
  };

  await deadLetters(['--json']);
  const overview = JSON.parse(printed.stdout);
  printed.stdout = '';
  await deadLetters([...LIST, '--json']);

  expect(overview).toMatchObject({ Stage: 'dev', Queues: [summary, {}, {}, {}] });
  expect(JSON.parse(printed.stdout)).toEqual({
    ...{ Stage: 'local', ...summary },
    Messages: [
      {
        ...{ Queue: 'OrderDLQ', MessageId: 'message-1', OrderId: 'ORD-1', Reason: reason, Receives: 5 },
        ...{ SentAt: '2025-05-03T12:00:00.000Z', ExpiresAt: '2025-05-17T12:00:00.000Z' },
      },
    ],
  });
});

test('cuts off what others wrote, and prints none of their control characters', async () => {
  const { sqs, deadLetters, printed } = createCommand();
  const reason = `bad\u0007\u202efield\nOK ${'secret '.repeat(10_000)}`;
  sqs.put('OrderSubscriptionDLQUrl', JSON.stringify({ OrderId: 'A\u001b[2J' }), {
    ErrorMessage: { DataType: 'String', StringValue: reason },
  });

  await deadLetters(['--queue', 'OrderSubscriptionDLQ']);
  await deadLetters([]);

  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  expect(printed.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(printed.stdout).toMatch(/1\. A.*field OK/s);
  expect(printed.stdout.length).toBeLessThan(3000);
});

test('keeps to 80 columns, with many reasons and long names', async () => {
  const { sqs, deadLetters, printed } = createCommand();
  for (let number = 0; number < 30; number += 1)
    sqs.put('OrderDLQUrl', { OrderId: 'X'.repeat(300), [`Field${number}`]: '' });

  for (const args of [['--help'], [], ['--queue', 'OrderDLQ'], ['--queue', 'OrderDLQ', '--delete', '--yes']])
    await deadLetters(args);

  const lines = printed.stdout.split('\n').filter((line) => !line.includes('npm run'));
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(printed.stdout).toContain('10  more reasons');
});

const announcement = anAnnouncement();
const { OrderId, Timestamp, ReceivedAt, Amount } = announcement;
const NotificationStatus = 'PENDING#1';
const pending = { OrderId, Timestamp, ReceivedAt, Amount, NotificationStatus };
const notified = { NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: '2025-05-03T12:00:05.000Z' };
const order = anOrder({ Amount: 250 });
const NO_CHANGE = 'Already stored: redriving it changes nothing.';
const FAILS_AGAIN = /No high-value order .*fails again/;

test.each([
  ['OrderDLQ', 'is not JSON', 'no JSON', {}, 'The message body is not JSON'],
  ['OrderDLQ', 'is no order', { ...order, Amount: -1 }, {}, /Invalid order: Amount must be from 0/],
  ['OrderDLQ', 'is in an envelope of SNS', snsEnvelope(JSON.stringify(order)), {}, /not stored/],
  ['OrderDLQ', 'conflicts', order, { ...order, Amount: 1 }, /is stored, with another Amount/],
  ['OrderDLQ', 'is not high-value', order, aReceivedOrder(order), NO_CHANGE],
  ['OrderDLQ', 'is notified', order, { ...order, ...notified }, NO_CHANGE],
  ['OrderDLQ', 'is pending', order, { ...order, NotificationStatus }, /pending.*announces it again/],
  ['HighValueDLQ', 'is not JSON', 'no JSON', {}, 'The message body is not JSON'],
  [
    'HighValueDLQ',
    'is none',
    { ...announcement, Version: 2 },
    {},
    /Not a HighValueOrder .*Version must be 1/,
  ],
  ['HighValueDLQ', 'is of an unknown order', announcement, {}, FAILS_AGAIN],
  ['HighValueDLQ', 'is not of a high-value order', announcement, aReceivedOrder({ OrderId }), FAILS_AGAIN],
  ['HighValueDLQ', 'has another Timestamp', announcement, { ...pending, Timestamp: 'other' }, FAILS_AGAIN],
  ['HighValueDLQ', 'is of a pending order', announcement, pending, /pending.*redriving it acknowledges/],
  ['HighValueDLQ', 'is of a notified order', announcement, { ...pending, ...notified }, 'Already notified'],
  ['HighValueSubscriptionDLQ', 'has no reason', announcement, {}, 'SNS did not say why.'],
])('%s: a message that %s has that as its reason', async (queue, _what, content, stored, expected) => {
  const { sqs, deadLetters, text } = createCommand({ stored });
  sqs.put(`${queue}Url`, content);

  await deadLetters(['--queue', queue]);

  expect(text()).toMatch(expected);
});

test('a message that SNS could not deliver has the reason that SNS gives', async () => {
  const { sqs, deadLetters, text } = createCommand();
  sqs.put('OrderSubscriptionDLQUrl', order, {
    ErrorCode: { DataType: 'String', StringValue: 'KMS.DisabledException' },
    ErrorMessage: { DataType: 'String', StringValue: 'The key is disabled' },
  });

  await deadLetters(['--queue', 'OrderSubscriptionDLQ']);

  expect(text()).toContain('SNS could not deliver it: KMS.DisabledException, The key is disabled');
});

test.each([
  ['{"orderId":"O1"}', 'O1'],
  ['{"OrderId":7}', undefined],
  ['{"OrderId":""}', ''],
  ['null', undefined],
  ['no JSON', undefined],
])('shows the OrderId in %s, if there is one', async (body, expected) => {
  const { sqs, deadLetters, printed } = createCommand();
  sqs.put('OrderDLQUrl', body);

  await deadLetters([...LIST, '--json']);

  expect(JSON.parse(printed.stdout).Messages[0].OrderId).toBe(expected);
});

test.each([
  [['--redrive'], /^Name the dead-letter queue with --queue: OrderDLQ, .*HighValueSubscriptionDLQ\./],
  [['--only', 'ORD-1'], /^Name the dead-letter queue with --queue:/],
  [['--queue', 'OrderQueue'], /^The stack has no dead-letter queue "OrderQueue", only OrderDLQ, HighVal/],
  [['--queue', 'toString', '--delete'], /no dead-letter queue "toString"/],
  [['OrderDLQ'], /^Give options only, after two dashes for npm\./],
  [['--queue', 'OrderDLQ', '--redrive', '--export', 'f'], /^Choose one of --redrive, --export\./],
  [['--queue', 'OrderDLQ', '--send', 'f'], /^--send works on all messages of its file: leave out --queue/],
  [['--queue', 'OrderDLQ', '--only', 'A', '--reason', 'B'], /^Give --only or --reason, not both\./],
  [['--queue', 'OrderDLQ', '--only', ' , '], /^--only takes IDs, such as ORD-1,ORD-2\./],
  [['--visibility-timeout', '0'], /^--visibility-timeout takes seconds, from 1 to 43200, not "0"\./],
  [['--visibility-timeout', '1e3'], /not "1e3"\./],
  [['--visibility-timeout', '43201'], /not "43201"\./],
])('%j is refused with what to write instead', async (args, expected) => {
  const { deadLetters, text, connections } = createCommand();

  const exitCode = await deadLetters(args);

  expect(exitCode).toBe(2);
  expect(text()).toMatch(expected);
  expect(text()).toContain('Write it like this: npm run dead-letters -- --stage dev --queue OrderDLQ');
  expect(connections).toEqual([]);
});
