import { expect, test } from '@jest/globals';
import { readArguments } from '../../../../../tools/commands/redrive/arguments.ts';
import { describeFailure } from '../../../../../tools/service/describe-failure.ts';
import { anOrder } from '../../../../support/orders.ts';
import { createCommand } from './redrive-in-memory.ts';

const ORDER_DLQ = ['--stage', 'local', '--queue', 'OrderDLQ'];
const MOVE_ORDER_DLQ = [...ORDER_DLQ, '--confirm'];
const LOCAL = { stage: 'local', endpoint: 'http://localhost:4566' };
const AWS = { stage: 'dev', endpoint: undefined };

const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: {}, ...more });

test('shows what waits, why, and how to move it, and moves nothing', async () => {
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
  expect(sqs.bodies('OrderDLQUrl')).toHaveLength(1);
});

test('says how many of the messages it shows', async () => {
  const { sqs, redrive, printed } = createCommand();
  for (let index = 0; index < 23; index++) sqs.put('OrderDLQUrl', 'no JSON');

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('OrderDLQ of stage local: 23 messages waiting. 10 of them:');
  expect(printed.stdout).not.toContain('order ');
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

test.each([
  ['looks at', ORDER_DLQ, /^OrderDLQ of stage local: 0 messages waiting\.\n$/],
  ['moves', MOVE_ORDER_DLQ, /nothing to move/],
])('finishes at once when it %s an empty queue', async (_what, commandLine, expected) => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(commandLine);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toMatch(expected);
});

test('wrong usage is explained without connecting to anything', async () => {
  const { redrive, printed, connections } = createCommand();

  const exitCode = await redrive([]);

  expect(exitCode).toBe(2);
  expect(printed.stderr).toContain('--queue: OrderDLQ');
  expect(connections).toEqual([]);
});

test('prints help within 80 columns, whatever else is given', async () => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(['--help', '--queue', 'Nothing']);

  expect(exitCode).toBe(0);
  expect(Math.max(...printed.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('an error of AWS is printed as a sentence, without a stack trace', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.failCall = () => Object.assign(new Error(''), { code: 'ECONNREFUSED' });

  const exitCode = await redrive(ORDER_DLQ);

  expect(exitCode).toBe(1);
  expect(printed.stderr).toMatch(/^Nothing answers at http:\/\/localhost:4566\./);
  expect(printed.stderr).not.toContain('    at ');
});

test.each([
  ['dev', {}, undefined],
  ['local', {}, 'http://localhost:4566'],
  ['local-prod', {}, 'http://localhost:4566'],
  ['local', { AWS_ENDPOINT_URL: 'http://other' }, 'http://other'],
  ['dev', { AWS_ENDPOINT_URL: 'http://other' }, 'http://other'],
  ['dev', { AWS_ENDPOINT_URL: '' }, undefined],
])('stage %s with the environment %j is expected at %s', async (stage, environment, endpoint) => {
  const { redrive, connections } = createCommand({ environment });

  await redrive(['--stage', stage, '--queue', 'OrderDLQ']);

  expect(connections).toEqual([[stage, endpoint]]);
});

test('the command to run next has the endpoint', async () => {
  const { sqs, redrive, printed } = createCommand({ environment: { AWS_ENDPOINT_URL: 'http://other' } });
  sqs.put('OrderDLQUrl', 'no JSON');

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('  AWS_ENDPOINT_URL=http://other npm run redrive -- --stage local');
});

test('shows the messages of stage dev by default', () => {
  const given = readArguments(['--queue', 'OrderDLQ']);

  expect(given).toEqual({ stage: 'dev', queue: 'OrderDLQ', confirm: false });
});

test.each([
  ['no queue', [], /^Name the dead-letter queue with --queue: OrderDLQ, .*HighValueSubscriptionDLQ\.$/],
  ['an unknown queue', ['--queue', 'OrderQueue'], /no dead-letter queue "OrderQueue".*: OrderDLQ, HighVal/],
  [
    'a queue named like a property of every object',
    ['--queue', 'toString'],
    /no dead-letter queue "toString"/,
  ],
  ['a queue without its name', ['--queue'], /'--queue <value>' argument missing.*npm run redrive --/s],
  ['an empty stage', ['--stage', '', '--queue', 'OrderDLQ'], /--stage takes the name of a stage.*not ""/],
  ['an unknown option', ['--que', 'OrderDLQ'], /Unknown option '--que'\..*npm run redrive --/s],
  ['a value that npm passed on without its option', ['OrderDLQ'], /Give options only.*npm run redrive --/s],
])('%s is refused with what to write instead', (_what, args, message) => {
  const read = () => readArguments(args);

  expect(read).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(message) }),
  );
});

test.each([
  [
    'a stack that is not deployed',
    failure('ValidationError', 'Stack with id high-value-orders-dev does not exist'),
    AWS,
    /^The stack of stage dev is not deployed\. .*\n {2}npx serverless deploy --stage dev$/,
  ],
  [
    'an endpoint where nothing answers',
    failure('Error', '', { code: 'ECONNREFUSED' }),
    LOCAL,
    /^Nothing answers at http:\/\/localhost:4566\..*\n {2}npm start -- --stay$/,
  ],
  ['AWS out of reach', failure('TimeoutError', 'timed out'), AWS, /^AWS cannot be reached:.*try again\.$/],
  [
    'no credentials',
    failure('CredentialsProviderError', 'Could not load credentials\nfrom any providers'),
    AWS,
    /\(Could not load credentials from any providers\): sign in, or set AWS_PROFILE/,
  ],
  ['expired credentials', failure('ExpiredTokenException', 'Expired'), AWS, /sign in, or set AWS_PROFILE/],
  ['no region', failure('Error', 'Region is missing'), AWS, /^Set AWS_REGION/],
  [
    'no permission',
    failure('AccessDenied', 'User may not'),
    AWS,
    /^These credentials are not allowed.*User may not/,
  ],
  [
    'an endpoint that is no address',
    failure('TypeError', 'Invalid URL', { code: 'ERR_INVALID_URL' }),
    { stage: 'dev', endpoint: 'foo' },
    /^AWS_ENDPOINT_URL takes an address .*not "foo"\.$/,
  ],
  ['any other error of AWS', failure('KmsDisabled', 'Key off'), AWS, /^KmsDisabled: Key off$/],
  ['a plain error', new Error('Stack x has no output Y: deploy it again.'), AWS, /^Stack x has no output Y/],
])('%s is explained with what to do', (_what, error, where, expected) => {
  const sentence = describeFailure(error, where);

  expect(sentence).toMatch(expected);
});
