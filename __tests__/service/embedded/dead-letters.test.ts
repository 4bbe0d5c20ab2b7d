import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { accessTo, settled } from '../../../tools/service/service-client.ts';
import { useDeadLetters } from '../../support/dead-letters.ts';
import { commandsOf, read, withoutBlocks } from '../../support/markdown.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';

/** Progress is shown where a command takes over two seconds. */
const ONLY_PROGRESS = expect.stringMatching(/^((\w+DLQ: |\d+ of about ).+\n)*$/);
const own = useOwnStack();
const { folder, runAsWritten } = useDeadLetters(() => own.stack.endpoint);

/** The commands of a document, in its blocks and in its sentences. */
function documented(document: string): string[] {
  const text = read(document);
  const inline = [...withoutBlocks(text).matchAll(/`(npm run dead-letters -- [^`]+)`/g)];
  return [...commandsOf(text), ...inline.map(([, command = '']) => command)].filter((line) =>
    line.startsWith('npm run dead-letters -- --stage'),
  );
}

/** Puts a message into a queue with other credentials than those of the command: its calls are counted. */
async function put(queue: string, content: object | string): Promise<void> {
  const access = {
    ...accessTo(own.stack.endpoint),
    credentials: { accessKeyId: 'set-up', secretAccessKey: 'x' },
  };
  await new SQSClient(access).send(
    new SendMessageCommand({
      QueueUrl: await own.service.output(`${queue}Url`),
      MessageBody: typeof content === 'string' ? content : JSON.stringify(content),
    }),
  );
}

const orders = (numbers: number[], fields = {}) =>
  Promise.all(numbers.map((number) => put('OrderDLQ', { OrderId: `ORD-${number}`, ...fields })));

test('the commands of docs/operations.md do what it says, with the permissions that it names', async () => {
  await orders([1001, 1002, 1006]);
  await orders([1003, 1004, 1005], { Amount: -1 });
  const said: string[] = [];

  for (const command of documented('docs/operations.md')) {
    const { exitCode, stdout, stderr } = await runAsWritten(command);
    expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: ONLY_PROGRESS });
    said.push(/(Done|Exported|waiting).*/.exec(stdout)?.[0] ?? '');
    if (command.includes('--export')) {
      const file = join(folder, 'orders.json');
      writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"Amount": -1', '"Amount": 7'));
    }
  }

  await expectNamedPermissions();
  expect(said).toEqual([
    'waiting',
    'waiting.',
    'Done: 2 of 2 messages redriven.',
    'Done: 1 of 1 message deleted.',
    expect.stringMatching(/^Exported 2 messages of OrderDLQ to orders\.json/),
    'Done: 2 of 2 messages sent.',
    'Done: 1 of 1 message redriven.',
  ]);
  expect(await settled(own.service, 'ORD-1004')).toMatchObject({ Amount: 7 });
  for (const number of [1001, 1002, 1006]) await settled(own.service, `ORD-${number}`);
  expect(await own.service.order('ORD-1003')).toBeUndefined();
  expect(await own.service.queueDepth('OrderDLQUrl')).toEqual({ waiting: 0, inFlight: 0 });
});

/** Compares the permissions under "Dead letters" with the calls of the command. */
async function expectNamedPermissions(): Promise<void> {
  const [, list = ''] =
    /The command needs these permissions.*?\n\n(.*?)\n\n/s.exec(read('docs/operations.md')) ?? [];
  const named = [...list.matchAll(/`(\w+:\w+)`/g)].map(([, permission]) => permission);
  const calls = await recordedCalls(own.stack.endpoint);
  const used = calls.filter(({ caller }) => caller === 'test').map(({ action }) => action);
  // What is not recorded here: calls to CloudFormation, and what emulators do not support.
  const elsewhere = [
    'cloudformation:DescribeStacks',
    'sqs:StartMessageMoveTask',
    ...['kms:Decrypt', 'kms:GenerateDataKey'],
  ];
  expect([...new Set(named)].sort()).toEqual([...new Set([...used, ...elsewhere])].sort());
}

test('the commands of docs/alarms.md do what it says', async () => {
  const announcement = { Type: 'HighValueOrder', Version: 1, Amount: 500, Threshold: 100 };
  const times = { Timestamp: '2025-05-03T12:00:00.000Z', ReceivedAt: '2025-05-03T12:00:00.000Z' };
  const NotificationStatus = 'PENDING#0';
  for (const OrderId of ['ORD-2004', 'ORD-2007'])
    await own.service.put({ OrderId, Amount: 500, ...times, NotificationStatus });
  const NotifiedAt = times.Timestamp;
  await own.service.put({ OrderId: 'ORD-2006', Amount: 500, ...times, NotificationStatus, NotifiedAt });
  await orders([2001]);
  await orders([2002], { Amount: -1 });
  await orders([2006], { Amount: 501 });
  await orders([2007], { Amount: 500 });
  await put('OrderDLQ', 'ORD-2008');
  for (const OrderId of ['ORD-2003', 'ORD-2004', 'ORD-2006'])
    await put('HighValueDLQ', { ...announcement, OrderId, ...times });
  await put('OrderSubscriptionDLQ', { OrderId: 'ORD-2005' });
  await put('HighValueSubscriptionDLQ', { ...announcement, OrderId: 'ORD-2004', ...times });

  for (const command of documented('docs/alarms.md')) {
    const { exitCode, stdout, stderr } = await runAsWritten(command);

    expect({ command, exitCode, stderr }).toEqual({ command, exitCode: 0, stderr: ONLY_PROGRESS });
    expect(stdout).toMatch(/1 of 1 message (redriven|deleted)|[1-5] messages? waiting/);
  }

  for (const number of [2001, 2004, 2005, 2007]) await settled(own.service, `ORD-${number}`);
  expect(await own.service.order('ORD-2002')).toBeUndefined();
  for (const queue of ['OrderDLQ', 'HighValueDLQ', 'OrderSubscriptionDLQ', 'HighValueSubscriptionDLQ'])
    expect(await own.service.queueDepth(`${queue}Url`)).toEqual({ waiting: 0, inFlight: 0 });
});
