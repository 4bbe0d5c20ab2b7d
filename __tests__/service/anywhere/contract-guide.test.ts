import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ListSubscriptionsByTopicCommand, PublishCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { environmentFor } from '../../../tools/service/test-run.ts';
import { almostAnOrder, orderAsSent } from '../../support/arbitraries.ts';
import { problemsBy } from '../../support/contract-files.ts';
import { commandsOf, PROJECT, read } from '../../support/markdown.ts';
import { acknowledged, announcementOf } from '../../support/orders-in-table.ts';
import { endpoint, freshOrderId, service } from '../../support/service.ts';

/** Python with boto3, awscli and jsonschema: `npm run test:ministack` has one. */
const { PYTHON } = process.env;
const describeWithPython = PYTHON === undefined ? describe.skip : describe;

const GUIDE = read('docs/contract.md');
/** Where the reader saves the guide's programs: each names its file. */
const folder = mkdtempSync(join(tmpdir(), 'contract-guide-'));
const QUEUE = freshOrderId();
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  cpSync(join(PROJECT, 'contract/types.ts'), join(folder, 'types.ts'));
  const variables = endpoint === undefined ? process.env : environmentFor(endpoint);
  const path = PYTHON === undefined ? process.env.PATH : `${dirname(PYTHON)}${delimiter}${process.env.PATH}`;
  env = {
    ...variables,
    ...{ PATH: path, AWS_DEFAULT_REGION: variables.AWS_REGION },
    ORDER_TOPIC_ARN: await service.output('OrderTopicArn'),
    HIGH_VALUE_ORDER_TOPIC_ARN: await service.output('HighValueOrderTopicArn'),
  };
});

afterAll(() => rmSync(folder, { recursive: true }));

test('the programs in TypeScript pass the type check', async () => {
  const files = [...GUIDE.matchAll(/^```ts (\S+)$/gm)].map(([, file = '']) => save(file));
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'];
  const modules = ['--target', 'es2024', '--module', 'preserve', '--moduleResolution', 'bundler'];
  const compiler = join(PROJECT, 'node_modules/typescript/bin/tsc');

  const checked = run(process.execPath, [compiler, ...options, ...modules, '--types', 'node', ...files]);

  await expect(checked).resolves.toBe('');
});

describe('TypeScript', () => {
  test('an order that it publishes is stored, announced and acknowledged', () =>
    publishesAnOrder('publish-order.mts'));

  test('a subscriber gets what its filter accepts, and handles each order once', () =>
    handlesEachOrderOnce('subscribe.mts', 'handle-announcements.mts'));
});

describeWithPython('Python', () => {
  test('an order that it publishes is stored, announced and acknowledged', () =>
    publishesAnOrder('publish_order.py'));

  test('a subscriber gets what its filter accepts, and handles each order once', () =>
    handlesEachOrderOnce('subscribe.py', 'handle_announcements.py'));

  test('an order that the AWS CLI publishes is stored, announced and acknowledged', async () => {
    const [command = ''] = commandsOf(GUIDE).filter((line) => line.startsWith('aws sns publish'));
    const OrderId = freshOrderId();

    await run('sh', ['-c', command.replace(/ORD-\d+/, OrderId)]);

    expect(await acknowledged(OrderId)).toMatchObject({ Amount: 1250 });
  });

  test('jsonschema reads order.schema.json as ajv does', async () => {
    const orders = fc.sample(fc.oneof(orderAsSent, almostAnOrder), 500);
    writeFileSync(join(folder, 'orders.json'), JSON.stringify(orders));
    const program = `
import json
from jsonschema import Draft202012Validator as Validator
schemas = [json.load(open("${PROJECT}/contract/" + name)) for name in ["order.schema.json", "high-value-order.schema.json"]]
for schema in schemas:
    Validator.check_schema(schema)
    for example in schema["examples"]:
        Validator(schema).validate(example)
print(json.dumps([Validator(schemas[0]).is_valid(order) for order in json.load(open("orders.json"))]))`;

    const verdicts = JSON.parse(await run(PYTHON ?? '', ['-c', program]));

    const problemsOf = problemsBy('order.schema.json');
    expect(verdicts).toEqual(
      JSON.parse(JSON.stringify(orders)).map((order: unknown) => problemsOf(order).length === 0),
    );
  });
});

async function publishesAnOrder(file: string): Promise<void> {
  const OrderId = freshOrderId();

  await runProgram(file, (text) => text.replace(/ORD-\d+/, OrderId));

  expect(await acknowledged(OrderId)).toMatchObject({ Amount: 1250, ItemName: 'Desk', Quantity: 1 });
}

async function handlesEachOrderOnce(subscribe: string, file: string): Promise<void> {
  const [small, large] = [freshOrderId(), freshOrderId()];
  // Other tests announce orders of lower amounts.
  const queueUrl = await runProgram(subscribe, (text) =>
    text.replace(/(?<=['"])invoices(?=['"])/, QUEUE).replace(/\b1000\b/, '7654321'),
  );
  try {
    env.QUEUE_URL = queueUrl;
    await service.invoke('ingest', { OrderId: small, Amount: 7654321 });
    await service.invoke('ingest', { OrderId: large, Amount: 7654321.01 });
    const first = await runProgram(file);
    await announce(large);
    const second = await runProgram(file);

    const [line, ...repeats] = `${first}\n${second}`.split('\n');
    expect(line).toBe(`${large} invoiced`);
    // An announcement can come more often than it is sent.
    expect([...new Set(repeats)]).toEqual([`${large} was invoiced before`]);
  } finally {
    await removeQueue(queueUrl);
  }
}

async function announce(orderId: string): Promise<void> {
  const TopicArn = env.HIGH_VALUE_ORDER_TOPIC_ARN;
  const announcement = announcementOf(await acknowledged(orderId));
  const MessageAttributes = { Amount: { DataType: 'Number', StringValue: String(announcement.Amount) } };
  const Message = JSON.stringify(announcement);
  await service.sns.send(new PublishCommand({ TopicArn, Message, MessageAttributes }));
}

async function removeQueue(QueueUrl: string): Promise<void> {
  const TopicArn = env.HIGH_VALUE_ORDER_TOPIC_ARN;
  const { Subscriptions = [] } = await service.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  for (const { Endpoint, SubscriptionArn } of Subscriptions) {
    if (Endpoint?.endsWith(QUEUE)) await service.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  }
  await service.sqs.send(new DeleteQueueCommand({ QueueUrl }));
}

/** Writes a program of the guide into its file. */
function save(file: string, change = (text: string) => text): string {
  const [, text] = GUIDE.split(new RegExp(`^\`\`\`\\w+ ${file}\\n`, 'm'));
  writeFileSync(join(folder, file), change(text?.split('```')[0] ?? ''));
  return file;
}

/** Runs a program of the guide. @returns what it prints. */
function runProgram(file: string, change?: (text: string) => string): Promise<string> {
  return run(file.endsWith('.py') ? (PYTHON ?? '') : process.execPath, [save(file, change)]);
}

/** Runs a command in the reader's folder. @returns what it prints, or on failure everything that it said. */
async function run(command: string, args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(command, args, { cwd: folder, env })).stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
