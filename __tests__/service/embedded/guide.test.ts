import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyProject } from '../../../tools/service/project.ts';
import { createServiceClient, type ServiceClient, until } from '../../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from '../../support/embedded-stack.ts';
import { PROJECT, read } from '../../support/markdown.ts';
import { anAnnouncement } from '../../support/orders.ts';
import { sqsEvent, sqsRecord } from '../../support/sqs.ts';

const SET_UP_MS = 60_000;

const { folder: copy, remove } = copyProject();
const node = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: copy });
const run = (script: string, ...args: string[]) => node(join(PROJECT, 'node_modules', script), ...args);
let stack: EmbeddedStack;
let service: ServiceClient;

beforeAll(async () => {
  for (const change of changesIn(read('docs/extending.md'))) {
    applyChange(change, copy);
  }
  await run('serverless/bin/serverless.js', 'package', '--stage', 'local', '--package', 'build/local');
  stack = await startEmbeddedStack(copy);
  service = createServiceClient('local', stack.endpoint);
}, SET_UP_MS);

afterAll(async () => {
  await stack?.stop();
  remove();
});

test('the changes of the guide pass the type check together', async () => {
  const { stdout } = await run('typescript/bin/tsc').catch((error: { stdout: string }) => error);

  expect(stdout).toBe('');
});

test('the new field is stored and announced with the order', async () => {
  await service.invoke('ingest', { orderId: 'GUIDE-1', amount: 250, channel: 'web' });

  const { answer } = await service.invoke('report', { From: minutesFromNow(-5), To: minutesFromNow(5) });
  expect(await service.order('GUIDE-1')).toMatchObject({ Channel: 'web' });
  expect(answer?.Orders).toMatchObject([{ OrderId: 'GUIDE-1', Channel: 'web' }]);
});

test('the new field is validated', async () => {
  const { error } = await service.invoke('ingest', { OrderId: 'GUIDE-2', Channel: '' });

  expect(error?.errorMessage).toBe('Invalid order GUIDE-2: Channel must not be empty');
});

test('the new field is in the contract, in both casings, and breaks nobody', async () => {
  const program = `
    import { contractFiles } from './tools/commands/contract/contract.ts';
    import { problemsOf, readContract } from './tools/commands/contract/gate.ts';
    import { readTemplate } from './tools/stack/template.ts';
    const contract = await contractFiles(readTemplate('build/local'));
    const problems = problemsOf(readContract(process.argv[1]), readContract(contract['asyncapi.yaml']), '');
    console.log(JSON.stringify({ types: contract['types.ts'], problems }));`;

  const { stdout } = await node(
    '--input-type=module',
    '-e',
    program,
    read('contract/released/asyncapi.yaml'),
  );

  const { types, problems } = JSON.parse(stdout);
  expect(types).toMatch(/ Channel\?: string;.* channel\?: string;.* Channel\?: string;/s);
  expect(problems).toEqual([
    expect.stringMatching(/^Publishers to OrderTopic should know what is new about `Channel`/),
    expect.stringMatching(/^Publishers to OrderQueue should know/),
    expect.stringMatching(/^Subscribers of HighValueOrderTopic should know/),
  ]);
});

test('the new subscriber gets only what its filter accepts', async () => {
  const { QueueUrl = '' } = await service.sqs.send(new CreateQueueCommand({ QueueName: 'audit' }));

  for (const Amount of [999.99, 1000]) await service.invoke('ingest', { OrderId: `GUIDE-${Amount}`, Amount });

  const first = await until('an announcement in the queue named audit', async () => {
    const { Messages } = await service.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    return Messages?.[0];
  });
  expect(JSON.parse(first.Body ?? '')).toMatchObject({ OrderId: 'GUIDE-1000', Amount: 1000 });
});

test('the new function gets announcements from its new queue', async () => {
  await service.invoke('ingest', { OrderId: 'GUIDE-4', Amount: 400 });

  expect(await logged('Order archived', 'GUIDE-4')).toMatchObject({ Amount: 400 });
});

test('the new function reports the message that it cannot process', async () => {
  const [bad, good] = [sqsRecord('not an announcement'), sqsRecord(anAnnouncement())];

  const { answer } = await service.invoke('archive', sqsEvent(bad, good));

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: bad.messageId }] });
});

test('the new reaction runs for an announced order', async () => {
  await service.invoke('ingest', { OrderId: 'GUIDE-3', Amount: 300 });

  expect(await logged('Reacting to a high-value order', 'GUIDE-3')).toMatchObject({ Amount: 300 });
});

/** The log line with this message about an order. */
function logged(message: string, orderId: string): Promise<object> {
  return until(`"${message}" of ${orderId}`, async () => {
    const lines = await stack.log(orderId);
    return lines.map((line) => JSON.parse(line)).find((line) => line.message === message);
  });
}

function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

/** One change of a guide: a fenced block ```diff that names its file. */
type Change = { file: string; before: string; after: string };

/** The changes of a guide, in order. */
function changesIn(markdown: string): Change[] {
  return [...markdown.matchAll(/^```diff (\S+)\n(.*?)^```$/gms)].map(([, file = '', diff = '']) => {
    const side = (sign: '-' | '+') =>
      diff
        .split('\n')
        .filter((line) => line.startsWith(' ') || line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    return { file, before: side('-'), after: side('+') };
  });
}

/** Makes a change in a copy of the project: one without a line to find makes a new file. @throws where it does not apply. */
function applyChange({ file, before, after }: Change, project: string): void {
  const path = join(project, file);
  const isNew = before === '' && !existsSync(path);
  const parts = isNew ? ['', ''] : readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2 || (before === '' && !isNew)) {
    throw new Error(`${file} has ${parts.length - 1} times what the guide replaces:\n${before}`);
  }
  writeFileSync(path, parts.join(after));
}
