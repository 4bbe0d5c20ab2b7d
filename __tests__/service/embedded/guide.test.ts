import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createServiceClient, type ServiceClient, until } from '../../../tools/service/service-client.ts';
import { functionNameOf } from '../../../tools/service/stages.ts';
import { accessTo } from '../../../tools/service/test-run.ts';
import { type EmbeddedStack, startEmbeddedStack } from '../../support/embedded-stack.ts';
import { applyChange, changesIn } from '../../support/guide.ts';
import { PROJECT, projectFiles, read } from '../../support/markdown.ts';
import { anAnnouncement } from '../../support/orders.ts';
import { sqsEvent, sqsRecord } from '../../support/sqs.ts';

const SET_UP_MS = 60_000;

const copy = mkdtempSync(join(tmpdir(), 'guide-'));
const run = (script: string, ...args: string[]) =>
  promisify(execFile)(process.execPath, [join(PROJECT, 'node_modules', script), ...args], { cwd: copy });
let stack: EmbeddedStack;
let service: ServiceClient;

beforeAll(async () => {
  for (const file of projectFiles()) cpSync(join(PROJECT, file), join(copy, file));
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const change of changesIn(read('docs/extending.md'))) {
    applyChange(change, copy);
  }
  await run('serverless/bin/serverless.js', 'package', '--stage', 'local', '--package', 'build/local');
  stack = await startEmbeddedStack(copy);
  service = createServiceClient('local', stack.endpoint);
}, SET_UP_MS);

afterAll(async () => {
  await stack?.stop();
  rmSync(copy, { recursive: true, force: true });
});

test('all changes of the guide together pass the type check', async () => {
  const { stdout } = await run('typescript/bin/tsc').catch((error: { stdout: string }) => error);

  expect(stdout).toBe('');
});

test('the new field is stored, and announced with the order', async () => {
  await service.invoke('ingest', { orderId: 'GUIDE-1', amount: 250, channel: 'web' });

  const { answer } = await service.invoke('report', { From: minutesFromNow(-5), To: minutesFromNow(5) });
  expect(await service.order('GUIDE-1')).toMatchObject({ Channel: 'web' });
  expect(answer?.Orders).toMatchObject([{ OrderId: 'GUIDE-1', Channel: 'web' }]);
});

test('the new field is validated', async () => {
  const { error } = await service.invoke('ingest', { OrderId: 'GUIDE-2', Channel: '' });

  expect(error?.errorMessage).toBe('Invalid order GUIDE-2: Channel must not be empty');
});

test('the new subscriber gets only what matches its filter', async () => {
  const { QueueUrl = '' } = await service.sqs.send(new CreateQueueCommand({ QueueName: 'audit' }));

  for (const Amount of [999.99, 1000]) await service.invoke('ingest', { OrderId: `GUIDE-${Amount}`, Amount });

  const first = await until('an announcement in the queue named audit', async () => {
    const { Messages } = await service.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    return Messages?.[0];
  });
  expect(JSON.parse(first.Body ?? '')).toMatchObject({ OrderId: 'GUIDE-1000', Amount: 1000 });
});

test('the new reaction runs for an announced order', async () => {
  const announcement = anAnnouncement({ OrderId: 'GUIDE-3', Amount: 300 });

  const lines = await logOf('consumer', sqsEvent(sqsRecord(announcement)));

  expect(lines).toContainEqual(
    expect.stringMatching(/"message":"Reacting to a high-value order".*"OrderId":"GUIDE-3"/),
  );
});

/** The log of one invocation, line by line. */
async function logOf(functionName: string, event: object): Promise<string[]> {
  const lambda = new LambdaClient(accessTo(stack.endpoint));
  const { LogResult = '' } = await lambda.send(
    new InvokeCommand({
      FunctionName: functionNameOf('local', functionName),
      Payload: JSON.stringify(event),
      LogType: 'Tail',
    }),
  );
  return Buffer.from(LogResult, 'base64').toString().split('\n');
}

function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}
