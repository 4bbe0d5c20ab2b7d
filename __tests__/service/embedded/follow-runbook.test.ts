import { exec } from 'node:child_process';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from '@jest/globals';
import { readFixtures } from '../../../tools/dev/demo/fixtures.ts';
import { createServiceClient, settled, untilEmpty } from '../../../tools/service/service-client.ts';
import { follow } from '../../support/follow.ts';
import { blocksOf, commandsOf, DOCUMENTS, PROJECT, read } from '../../support/markdown.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';

const EXAMPLES = DOCUMENTS.flatMap((document) => commandsOf(read(document))).filter((command) =>
  command.startsWith('npm run follow'),
);
const [, section = ''] = read('docs/operations.md').split(/^## One order$/m);
const [runbook = ''] = section.split(/^## /m);

const own = useOwnStack();

/** The fixtures about ORD-1001: an order, a duplicate and a conflict. */
beforeAll(async () => {
  for (const { functionName, event } of readFixtures(join(PROJECT, 'fixtures')).slice(0, 3)) {
    await own.service.invoke(functionName, event);
    await settled(own.service, 'ORD-1001');
    await untilEmpty(own.service, ['HighValueQueueUrl'], 60_000);
  }
});

test.each([...new Set(EXAMPLES)])('%s', async (command) => {
  const { stdout, exitCode } = await run(command.replace(/--stage \S+/, '--stage local'));

  expect(stdout).toMatch(/ORD-1001.* is notified: acknowledged on /);
  expect(exitCode).toBe(0);
});

test('npm run follow prints what the runbook shows of it', async () => {
  const [shown = ''] = blocksOf(runbook, 'text');

  const { stdout } = await run('npm run -s follow -- ORD-1001 --stage local');

  const printed = withoutTimes(stdout.replace('stage local', 'stage dev')).split('\n');
  expect(
    withoutTimes(shown)
      .split('\n')
      .filter((line) => line !== '...' && !printed.includes(line)),
  ).toEqual([]);
});

test('the command that it prints for a dead letter shows that message', async () => {
  await sendToOrderDLQ({ OrderId: 'ORD-8', Amount: '1' });
  const { stdout: story } = await run('npm run -s follow -- ORD-8 --stage local');

  const [command = ''] = /^ +AWS_ENDPOINT_URL=.*npm run dead-letters(.*\\\n)*.*$/m.exec(story) ?? [];
  const { stdout, exitCode } = await run(command);

  expect(stdout).toMatch(/ORD-8/);
  expect(exitCode).toBe(0);
});

test('the runbook lists exactly the permissions that the command uses, and it receives dead letters only', async () => {
  await sendToOrderDLQ({ OrderId: 'ORD-9', Amount: '1' });
  const calls = async () => {
    const recorded = await recordedCalls(own.stack.endpoint);
    return recorded
      .filter(({ caller }) => caller === 'test')
      .map(({ action, resource, calls }) => ({ action, resource, key: `${action} ${resource} ${calls}` }));
  };
  const before = new Set((await calls()).map(({ key }) => key));

  // Another client, which does not know the stack's outputs yet.
  await follow(createServiceClient('local', own.stack.endpoint), 'ORD-9');

  const made = (await calls()).filter(({ key }) => !before.has(key));
  const actions = [...new Set(made.map(({ action }) => action))];
  const listed = [...runbook.matchAll(/`([a-z]+:[A-Z]\w+)`/g)].map(([, permission = '']) => permission);
  expect([...actions, 'kms:Decrypt'].sort()).toEqual(listed.sort());
  const received = made
    .filter(({ action }) => action === 'sqs:ReceiveMessage')
    .map(({ resource }) => resource);
  expect(received.every((queue) => queue.includes('DLQ'))).toBe(true);
});

async function sendToOrderDLQ(order: object): Promise<void> {
  const QueueUrl = await own.service.output('OrderDLQUrl');
  await own.service.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(order) }));
}

/** Runs a command in a shell, against the embedded stack. */
function run(command: string): Promise<{ stdout: string; exitCode: number }> {
  const env = { ...process.env, AWS_ENDPOINT_URL: own.stack.endpoint };
  return new Promise((resolve) => {
    exec(command, { cwd: PROJECT, env }, (error, stdout) => resolve({ stdout, exitCode: error?.code ?? 0 }));
  });
}

function withoutTimes(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d/g, 'DATE').replaceAll(/\d\d:\d\d:\d\d(\.\d{3})?/g, 'TIME');
}
