import { expect, test } from '@jest/globals';
import { anAnnouncement, anOrder, aReceivedOrder } from '../../../../support/orders.ts';
import { snsEnvelope } from '../../../../support/sqs.ts';
import { createCommand } from './redrive-in-memory.ts';

const ORDER_DLQ = ['--stage', 'local', '--queue', 'OrderDLQ'];

test('shows what waits, why, and how to move it, and only receives for a few seconds', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', JSON.stringify(anOrder({ OrderId: 'ORD-1' })));

  const exitCode = await redrive(ORDER_DLQ);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`OrderDLQ of stage local: 1 message waiting.

 1. message-1
    sent 2025-05-03 12:00:00 UTC, received 4 times
    order ORD-1
    A valid order, not stored: the failure was temporary, redrive it.

To move all of them back to OrderQueue:
  npm run redrive -- --stage local --queue OrderDLQ --confirm
`);
  expect([...new Set(sqs.calls.map(({ name }) => name))]).toEqual(['ReceiveMessage']);
  expect(sqs.called('ReceiveMessage')[0]).toMatchObject({ VisibilityTimeout: 5 });
});

test('shows ten of more messages, however few one receive returns', async () => {
  const { sqs, redrive, printed } = createCommand({ deadLetters: 23 });
  sqs.mostReceived = 3;

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('OrderDLQ of stage local: 23 messages waiting. 10 of them:');
  expect(new Set(printed.stdout.match(/message-\d+/g)).size).toBe(10);
});

test('cuts off what others wrote, and prints none of their control characters', async () => {
  const { sqs, redrive, printed } = createCommand();
  const reason = `bad\u0007\u202efield\nOK ${'secret '.repeat(10_000)}`;
  sqs.put('OrderSubscriptionDLQUrl', JSON.stringify({ OrderId: 'A\u001b[2J' }), {
    ErrorMessage: { DataType: 'String', StringValue: reason },
  });

  await redrive(['--stage', 'local', '--queue', 'OrderSubscriptionDLQ']);

  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  expect(printed.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(printed.stdout).toMatch(/order A.*field OK/s);
  expect(printed.stdout.length).toBeLessThan(1000);
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
  ['OrderDLQ', 'is no order', { ...order, Amount: -1 }, {}, /Invalid order .*Amount must be from 0/],
  ['OrderDLQ', 'is in an envelope of SNS', snsEnvelope(JSON.stringify(order)), {}, /not stored/],
  ['OrderDLQ', 'conflicts', order, { ...order, Amount: 1 }, /already stored with another Amount/],
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
  ['HighValueDLQ', 'is of a pending order', announcement, pending, /pending.*temporary, redrive it/],
  ['HighValueDLQ', 'is of a notified order', announcement, { ...pending, ...notified }, 'Already notified'],
  ['HighValueSubscriptionDLQ', 'has no reason', announcement, {}, 'SNS did not say why.'],
])('%s: a message that %s has that as its reason', async (queue, _what, content, stored, expected) => {
  const { sqs, redrive, printed } = createCommand({ stored });
  sqs.put(`${queue}Url`, typeof content === 'string' ? content : JSON.stringify(content));

  await redrive(['--queue', queue]);

  expect(printed.stdout.replaceAll(/\s+/g, ' ')).toMatch(expected);
});

test('a message that SNS could not deliver has the reason that SNS gives', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderSubscriptionDLQUrl', JSON.stringify(order), {
    ErrorCode: { DataType: 'String', StringValue: 'KMS.DisabledException' },
    ErrorMessage: { DataType: 'String', StringValue: 'The key is disabled' },
  });

  await redrive(['--queue', 'OrderSubscriptionDLQ']);

  expect(printed.stdout).toContain('SNS could not deliver it: KMS.DisabledException, The key is disabled');
});

test.each([
  ['{"orderId":"O1"}', '\n    order O1\n'],
  ['{"OrderId":7}', undefined],
  ['null', undefined],
  ['no JSON', undefined],
])('shows the OrderId in %s, if there is one', async (body, expected) => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', body);

  await redrive(ORDER_DLQ);

  expect(printed.stdout.match(/\n {4}order .*\n/)?.[0]).toBe(expected);
});

test('a table that cannot be read is an error, not a reason', async () => {
  const { sqs, service, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', JSON.stringify(order));
  service.order = async () => {
    throw new Error('No table');
  };

  const exitCode = await redrive(ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed).toEqual({ stdout: '', stderr: 'No table\n' });
});

test.each([
  ['looks at', ORDER_DLQ, /^OrderDLQ of stage local: 0 messages waiting\.\n$/],
  ['moves', [...ORDER_DLQ, '--confirm'], /nothing to move/],
])('finishes at once when it %s an empty queue', async (_what, commandLine, expected) => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(commandLine);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toMatch(expected);
});

test('prints help within 80 columns, whatever else is given', async () => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(['--help', '--queue', 'Nothing']);

  expect(exitCode).toBe(0);
  expect(Math.max(...printed.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test.each([
  [[], {}, ['dev', undefined]],
  [['--stage', 'local'], {}, ['local', 'http://localhost:4566']],
  [['--stage', 'local-prod'], {}, ['local-prod', 'http://localhost:4566']],
  [['--stage', 'local'], { AWS_ENDPOINT_URL: 'http://other' }, ['local', 'http://other']],
  [['--stage', 'dev'], { AWS_ENDPOINT_URL: 'http://other' }, ['dev', 'http://other']],
  [['--stage', 'dev'], { AWS_ENDPOINT_URL: '' }, ['dev', undefined]],
])('%j with the environment %j means stage and endpoint %j', async (args, environment, place) => {
  const { redrive, connections } = createCommand({ environment });

  await redrive([...args, '--queue', 'OrderDLQ']);

  expect(connections).toEqual([place]);
});

test('the command to run next has the endpoint', async () => {
  const { sqs, redrive, printed } = createCommand({ environment: { AWS_ENDPOINT_URL: 'http://other' } });
  sqs.put('OrderDLQUrl', 'no JSON');

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('  AWS_ENDPOINT_URL=http://other npm run redrive -- --stage local');
});

test.each([
  [[], /^Name the dead-letter queue with --queue: OrderDLQ, .*HighValueSubscriptionDLQ\.\s$/s],
  [['--queue', 'OrderQueue'], /no dead-letter queue "OrderQueue".*:\sOrderDLQ,\sHighVal/s],
  [['--queue', 'toString'], /no dead-letter queue "toString"/],
  [['--queue'], /'--queue <value>' argument missing.*npm run redrive --/s],
  [['--stage', '', '--queue', 'OrderDLQ'], /--stage takes the name of a stage.*not ""/],
  [['--que', 'OrderDLQ'], /Unknown option '--que'\..*npm run redrive --/s],
  [['OrderDLQ'], /Give options only.*npm run redrive --/s],
])('%j is refused with what to write instead, without connecting to anything', async (args, expected) => {
  const { redrive, printed, connections } = createCommand();

  const exitCode = await redrive(args);

  expect(exitCode).toBe(2);
  expect(printed.stderr).toMatch(expected);
  expect(connections).toEqual([]);
});

const NO_STACK = 'Stack with id high-value-orders-dev does not exist';

test.each([
  [
    'dev',
    'ValidationError',
    NO_STACK,
    /^The stack of stage dev is not deployed\. .*\n {2}npx serverless deploy/s,
  ],
  ['local', 'ECONNREFUSED', '', /^Nothing answers at http:\/\/localhost:4566\..*\n {2}npm run dev$/s],
  ['dev', 'TimeoutError', 'timed out', /^AWS cannot be reached:.*try\sagain\.$/s],
  ['dev', 'CredentialsProviderError', 'None\nat all', /\(None at all\):\ssign\sin,\sor\sset\sAWS_PROFILE/],
  ['dev', 'ExpiredTokenException', 'Expired', /sign\sin,\sor\sset\sAWS_PROFILE/],
  ['dev', 'Error', 'Region is missing', /^Set AWS_REGION/],
  ['dev', 'AccessDenied', 'User may not', /^These credentials are not allowed.*User may not/],
  ['foo', 'ERR_INVALID_URL', 'Invalid URL', /^AWS_ENDPOINT_URL takes an address .*not "foo"\.$/],
  ['dev', 'KmsDisabled', 'Key off', /^KmsDisabled: Key off$/],
])(
  'on %s, %s is explained with what to do, without a stack trace',
  async (place, code, message, expected) => {
    const environment = place === 'foo' ? { AWS_ENDPOINT_URL: place } : {};
    const { sqs, redrive, printed } = createCommand({ environment });
    const names = /^E[A-Z]/.test(code) ? { code } : { name: code };
    sqs.intercept = () => {
      throw Object.assign(new Error(message), { $metadata: {}, ...names });
    };

    const exitCode = await redrive(['--stage', place, '--queue', 'OrderDLQ']);

    expect(exitCode).toBe(1);
    expect(printed.stderr.trimEnd()).toMatch(expected);
    expect(printed.stderr).not.toContain('    at ');
  },
);
