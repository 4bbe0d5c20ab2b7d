import { expect, test } from '@jest/globals';
import { anOrder } from '../../../../support/orders.ts';
import { createCommand } from './command.ts';

const ORDER_DLQ = ['--stage', 'local', '--queue', 'OrderDLQ'];
const MOVE_ORDER_DLQ = [...ORDER_DLQ, '--confirm'];

test('shows what waits, why, and how to move it; moves nothing', async () => {
  const { sqs, redrive, printed } = createCommand();
  sqs.put('OrderDLQUrl', JSON.stringify(anOrder({ OrderId: 'ORD-1' })));

  const exitCode = await redrive(ORDER_DLQ);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe(`OrderDLQ of stage local: 1 message waiting.

 1. message-1
    sent 2025-05-03 12:00:00 UTC, received 4 times
    order ORD-1
    A sound order, not stored: it failed for a passing reason, redrive it.

To move all of them back to OrderQueue, to be tried again:
  npm run redrive -- --stage local --queue OrderDLQ --confirm
`);
  expect(sqs.bodies('OrderDLQUrl')).toHaveLength(1);
});

test('says how many of the messages it shows', async () => {
  const { sqs, redrive, printed } = createCommand();
  for (let index = 0; index < 23; index++) sqs.put('OrderDLQUrl', 'no JSON');

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('OrderDLQ of stage local: 23 messages waiting. 10 of them:');
});

test.each([
  ['looks at', ORDER_DLQ, /^OrderDLQ of stage local: 0 messages waiting\.\n$/],
  ['moves', MOVE_ORDER_DLQ, /nothing to move/],
])('is done at once when it %s an empty queue', async (_what, commandLine, expected) => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(commandLine);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toMatch(expected);
});

test('is called wrong: says how it is called, and connects to nothing', async () => {
  const { redrive, printed, connections } = createCommand();

  const exitCode = await redrive([]);

  expect(exitCode).toBe(2);
  expect(printed.stderr).toContain('--queue: OrderDLQ');
  expect(connections).toEqual([]);
});

test('explains itself when asked', async () => {
  const { redrive, printed } = createCommand();

  const exitCode = await redrive(['--help']);

  expect(exitCode).toBe(0);
  expect(Math.max(...printed.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('fails with a sentence, and no stack trace, when AWS does', async () => {
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
])('looks for stage %s with the environment %j at %s', async (stage, environment, endpoint) => {
  const { redrive, connections } = createCommand({ environment });

  await redrive(['--stage', stage, '--queue', 'OrderDLQ']);

  expect(connections).toEqual([[stage, endpoint]]);
});

test('repeats the endpoint in the command that would move', async () => {
  const { sqs, redrive, printed } = createCommand({ environment: { AWS_ENDPOINT_URL: 'http://other' } });
  sqs.put('OrderDLQUrl', 'no JSON');

  await redrive(ORDER_DLQ);

  expect(printed.stdout).toContain('  AWS_ENDPOINT_URL=http://other npm run redrive -- --stage local');
});
