import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '../../../tools/service/service-client.ts';
import { DEFAULT_ENDPOINT, functionNameOf, stackNameOf } from '../../../tools/service/stages.ts';
import { PROJECT } from '../../support/markdown.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { freshOrderId } from '../../support/service.ts';

const own = useOwnStack();
const folder = mkdtempSync(join(tmpdir(), 'serverless-commands-'));
const connections = join(folder, 'connections');
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  env = { ...process.env, AWS_ENDPOINT_URL: own.stack.endpoint };
});
afterAll(() => rmSync(folder, { recursive: true }));

test('serverless info --verbose shows the functions and the outputs', async () => {
  const { stdout, exitCode } = await runServerless(['info', '--verbose', '--stage', 'local'], env);

  expect(stdout).toContain(`stack: ${stackNameOf('local')}\n`);
  expect(stdout).toContain(`  ingest: ${functionNameOf('local', 'ingest')}\n`);
  expect(stdout).toContain(`  OrderQueueUrl: ${await own.service.output('OrderQueueUrl')}\n`);
  expect(exitCode).toBe(0);
});

test('serverless invoke shows the error of a refused order', async () => {
  const { stdout, exitCode } = await runServerless(
    ['invoke', '--stage', 'local', '-f', 'ingest', '--path', 'fixtures/invalid-order.json'],
    env,
  );

  expect(answerIn(stdout)).toMatchObject({ errorType: 'InvalidOrderError' });
  expect(exitCode).toBe(1);
});

test("serverless logs --tail shows new lines that match a filter, between Lambda's own", async () => {
  const [first, second, refused] = [freshOrderId(), freshOrderId(), freshOrderId()];
  const tail = startServerless(
    [
      ...['logs', '-f', 'ingest', '--stage', 'local', '--tail', '--interval', '100'],
      ...['--filter', '?START ?END ?REPORT ?stored ?duplicate'],
    ],
    env,
  );
  let shown = '';
  tail.stdout.on('data', (chunk) => {
    shown += chunk;
  });
  try {
    // The tail shows the last ten seconds, but may take longer than that to start.
    const shows = async () => {
      await own.service.invoke('ingest', { OrderId: first });
      return shown.includes(first) || undefined;
    };
    await until(`a line about ${first}`, shows, 60_000);

    await own.service.invoke('ingest', { OrderId: refused, Amount: -1 });
    await own.service.invoke('ingest', { OrderId: second });

    const between = new RegExp(
      `^START\n(.*\n)*?.*"OrderId":"${second}","Outcome":"stored".*\n(.*\n)*?END Duration: [\\d.]+ ms .*Memory Used`,
      'm',
    );
    await until(`the lines of ${second}`, async () => between.test(shown) || undefined);
    expect(shown).not.toContain(refused);
  } finally {
    tail.kill();
  }
});

test('serverless invoke local, in an environment for AWS, calls the emulator alone; its errors are readable', async () => {
  const OrderId = freshOrderId();
  await own.service.invoke('ingest', { OrderId, Amount: 40 });
  const order = JSON.stringify({ OrderId, Amount: 41 });

  const { stdout, exitCode } = await runServerless(
    ['invoke', 'local', '-f', 'ingest', '--stage', 'local', '--data', order, '--aws-profile', 'admin'],
    environmentForAws(),
  );

  const { errorType, stackTrace } = answerIn(stdout);
  expect(errorType).toBe('OrderConflictError');
  expect(stackTrace.join('\n')).toMatch(/^ +at .*src\/orders\/\w+\.ts:\d+:\d+\)?$/m);
  expect(exitCode).toBe(1);
  const addresses = readFileSync(connections, 'utf8').trim().replaceAll('127.0.0.1', 'localhost').split('\n');
  expect(new Set(addresses)).toEqual(new Set([new URL(DEFAULT_ENDPOINT).host]));
  const callers = (await recordedCalls(own.stack.endpoint)).map(({ caller }) => caller);
  expect(callers).toContain('test');
  expect(callers.filter((caller) => caller.startsWith('AKIA'))).toEqual([]);
});

/** The shell and the profiles of somebody who also works with AWS, without AWS_ENDPOINT_URL. */
function environmentForAws(): NodeJS.ProcessEnv {
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
    CONNECTIONS: connections,
    EMULATOR_PORT: new URL(own.stack.endpoint).port,
    NODE_OPTIONS: `--require ${join(__dirname, '../../support/watched-connections.cjs')}`,
  };
}

/** Starts `serverless` with these arguments. */
function startServerless(args: string[], env: NodeJS.ProcessEnv = process.env) {
  const script = require.resolve('serverless/bin/serverless.js');
  return spawn(process.execPath, [script, ...args], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs `serverless` to its end. */
async function runServerless(args: string[], env?: NodeJS.ProcessEnv) {
  const child = startServerless(args, env);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr), exitCode };
}

/** The answer or the error that `invoke` and `invoke local` print, as JSON, after the log of the function. */
function answerIn(stdout: string) {
  const [json = 'null'] = /^\{\n.*?^\}/ms.exec(stdout) ?? [];
  return JSON.parse(json);
}
