import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { answerIn, runServerless, startServerless } from '../../support/serverless.ts';
import { freshOrderId } from '../../support/service.ts';

const own = useOwnStack();
const folder = mkdtempSync(join(tmpdir(), 'serverless-commands-'));
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  env = { ...process.env, AWS_ENDPOINT_URL: own.stack.endpoint };
});
afterAll(() => rmSync(folder, { recursive: true }));

test('serverless info --verbose shows the functions and the outputs', async () => {
  const { stdout, exitCode } = await runServerless(['info', '--verbose', '--stage', 'local'], env);

  expect(stdout).toContain('stack: high-value-orders-local\n');
  expect(stdout).toContain('  ingest: high-value-orders-local-ingest\n');
  expect(stdout).toContain(`  OrderQueueUrl: ${await own.service.output('OrderQueueUrl')}\n`);
  expect(exitCode).toBe(0);
});

test('serverless logs shows what matches a filter, and nothing from before the start', async () => {
  const [before, after] = [freshOrderId(), freshOrderId()];
  await own.service.invoke('ingest', { OrderId: before, Amount: -1 });
  const [line = ''] = await own.stack.log(before);
  const start = await until('another millisecond', async () => {
    const now = new Date().toISOString();
    return now > JSON.parse(line).timestamp ? now : undefined;
  });
  await own.service.invoke('ingest', { OrderId: after, Amount: -1 });

  const filter = '{ $.level = "WARN" && $.Outcome = "refused" }';
  const { stdout } = await runServerless(
    ['logs', '-f', 'ingest', '--stage', 'local', '--startTime', start, '--filter', filter],
    env,
  );

  expect(
    stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text).OrderId),
  ).toEqual([after]);
});

test('serverless logs --tail goes on to show what a function logs, between the lines of Lambda', async () => {
  const [first, second] = [freshOrderId(), freshOrderId()];
  await own.service.invoke('ingest', { OrderId: first });
  const tail = startServerless(
    ['logs', '-f', 'ingest', '--stage', 'local', '--tail', '--interval', '100'],
    env,
  );
  let shown = '';
  tail.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  try {
    // It begins ten seconds back, and may take longer than that to start.
    await until(
      `a line about ${first}`,
      async () => {
        await own.service.invoke('ingest', { OrderId: first });
        return shown.includes(first) || undefined;
      },
      60_000,
    );

    await own.service.invoke('ingest', { OrderId: second });

    const between = new RegExp(
      `^START\n(.*\n)*?.*"OrderId":"${second}","Outcome":"stored".*\n(.*\n)*?END Duration: [\\d.]+ ms .*Memory Used`,
      'm',
    );
    await until(`the lines of ${second}`, async () => between.test(shown) || undefined);
  } finally {
    tail.kill();
  }
});

test('serverless invoke local shows the error of a refused order, by its name and its place in src/', async () => {
  const { stdout, exitCode } = await runServerless(invokeLocal({ OrderId: 'A', Amount: -1 }), env);

  const { errorType, errorMessage, stackTrace } = answerIn(stdout);
  expect({ errorType, errorMessage }).toEqual({
    errorType: 'InvalidOrderError',
    errorMessage: 'Invalid order A: Amount must be from 0 to 1,000,000,000',
  });
  expect(stackTrace.join('\n')).toMatch(/^ +at .*src\/orders\/ingest\.ts:\d+:\d+\)?$/m);
  expect(exitCode).toBe(1);
});

/** What somebody's shell and profiles may hold who also works with AWS. */
function worksWithAws(): NodeJS.ProcessEnv {
  const config = join(folder, 'config');
  writeFileSync(
    config,
    `[default]
ignore_configured_endpoint_urls = true
aws_access_key_id = AKIAPROFILE
aws_secret_access_key = real
[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = default
`,
  );
  const { AWS_ENDPOINT_URL, ...others } = env;
  return {
    ...others,
    AWS_ACCESS_KEY_ID: 'AKIAREAL',
    AWS_SECRET_ACCESS_KEY: 'real',
    AWS_SESSION_TOKEN: 'real',
    AWS_PROFILE: 'admin',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_SDK_LOAD_CONFIG: '1',
    AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.us-east-1.amazonaws.com',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_LOCAL_PROFILE: 'admin',
    CONNECTIONS: join(folder, 'connections'),
    NODE_OPTIONS: `--require ${join(__dirname, '../../support/watched-connections.cjs')}`,
  };
}

const connections = () => readFileSync(join(folder, 'connections'), 'utf8').trim().split('\n');

test('without AWS_ENDPOINT_URL, serverless invoke local reaches the emulator at its usual address, and nobody else', async () => {
  const OrderId = freshOrderId();
  const emulator = { EMULATOR_PORT: new URL(own.stack.endpoint).port };
  writeFileSync(join(folder, 'connections'), '');

  const { stdout, exitCode } = await runServerless(
    [...invokeLocal({ OrderId, Amount: 40 }), '--aws-profile', 'admin'],
    { ...worksWithAws(), ...emulator },
  );

  expect(answerIn(stdout)).toMatchObject({ OrderId, Outcome: 'stored' });
  expect(exitCode).toBe(0);
  expect(new Set(connections().map((address) => address.replace('127.0.0.1', 'localhost')))).toEqual(
    new Set(['localhost:4566']),
  );
  const callers = (await recordedCalls(own.stack.endpoint)).map(({ caller }) => caller);
  expect(callers).toContain('test');
  expect(callers.filter((caller) => caller.startsWith('AKIA'))).toEqual([]);
});

test('where no emulator is, it says so, and reaches nobody', async () => {
  writeFileSync(join(folder, 'connections'), '');

  const { stdout, stderr, exitCode } = await runServerless(invokeLocal({ OrderId: 'A' }), worksWithAws());

  expect(`${stdout}${stderr}`).toContain('Nothing listens at http://localhost:4566. Start the service there');
  expect(exitCode).toBe(1);
  expect(connections()).toEqual(['localhost:4566']);
});

function invokeLocal(order: object): string[] {
  return ['invoke', 'local', '-f', 'ingest', '--stage', 'local', '--data', JSON.stringify(order)];
}
