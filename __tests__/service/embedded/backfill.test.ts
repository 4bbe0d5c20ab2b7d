import { exec } from 'node:child_process';
import { isDeepStrictEqual, promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../src/orders/announcement.ts';
import type { IndexedOrder } from '../../../src/orders/ports.ts';
import { accessTo, until } from '../../../tools/service/service-client.ts';
import type { RecordedCall } from '../../../tools/stack/call-log.ts';
import { type BackfillProcess, startBackfill } from '../../support/backfill.ts';
import { blocksOf, commandsOf, PROJECT, read } from '../../support/markdown.ts';
import { aNotifiedOrder, aPendingOrder } from '../../support/notification-index.ts';
import { useOwnStack } from '../../support/own-stack.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { subscribeQueue } from '../../support/topic-probe.ts';

const FROM = Date.parse('2031-03-01T00:00:00Z');
/** More than one report may span. */
const DAYS = 40;
const COUNT = 10_000;
const PUT_AT_ONCE = 25;
/** What can have been sent after the last cursor that was printed. */
const SENT_AGAIN = 1_100;

/** Every tenth is pending. Some have the same Timestamp. */
const orders: IndexedOrder[] = Array.from({ length: COUNT }, (_, index) => {
  const Timestamp = new Date(FROM + Math.floor(index / 3) * ((DAYS * 86_400_000) / COUNT)).toISOString();
  const order = {
    OrderId: `PAST-${index}`,
    Amount: 100.01 + index,
    ItemName: `"Désk" \\ ${index}`,
    Timestamp,
  };
  return index % 10 === 0 ? aPendingOrder(order) : aNotifiedOrder(order);
});

const RAW = { RawMessageDelivery: 'true' };

const own = useOwnStack();

const DEADLINE_MS = 120_000;

test(
  '10,000 announcements arrive in one queue, and nowhere else, though the command is killed twice',
  async () => {
    await store(orders);
    const [{ queueUrl }, other] = [
      await subscribeQueue(RAW, own.service),
      await subscribeQueue(RAW, own.service),
    ];
    const range = [
      '--from',
      '2031-03-01T00:00:00Z',
      '--to',
      new Date(FROM + DAYS * 86_400_000).toISOString(),
    ];
    const args = ['--stage', 'local', '--queue-url', queueUrl, ...range, '--send', '--rate', '1000'];

    const first = await killedAt(2_500, queueUrl, startBackfill(own.stack.endpoint, args));
    const second = await killedAt(
      7_000,
      queueUrl,
      startBackfill(own.stack.endpoint, [...args, '--cursor', first]),
    );
    const last = await startBackfill(own.stack.endpoint, [...args, '--cursor', second]).ended;

    expect(last).toMatchObject({ exitCode: 0, output: expect.stringContaining('Done:') });
    const messages = await receiveAll(queueUrl);
    const received = new Map(messages.map((message) => [JSON.parse(message.Body ?? '').OrderId, message]));
    expect(received.size).toBe(COUNT);
    for (const order of orders) expect(contentOf(received.get(order.OrderId))).toEqual(published(order));
    expect(messages.length).toBeLessThanOrEqual(COUNT + 2 * SENT_AGAIN);
    expect(await depthOf(other.queueUrl)).toBe(0);
    expect(await own.service.queueDepth('HighValueQueueUrl')).toEqual({ waiting: 0, inFlight: 0 });
    const calls = await recordedCalls(own.stack.endpoint);
    expect(calls.filter(({ action }) => action === 'sns:Publish')).toEqual([]);
  },
  DEADLINE_MS,
);

describe('the backfill of docs/operations.md', () => {
  const FILTERED = { ...RAW, FilterPolicy: '{"Amount":[{"numeric":[">=",1000]}]}' };
  const [, section = ''] = read('docs/operations.md').split(/^## Backfill\n/m);
  const [guide = ''] = section.split(/^## /m);
  let command: string;

  beforeAll(async () => {
    const amounts = [999.99, 1000, 2000];
    await store(amounts.map((Amount) => aNotifiedOrder({ Amount, Timestamp: '2025-05-03T12:00:00.000Z' })));
    const { queueUrl } = await subscribeQueue(FILTERED, own.service, 'audit');
    const [shown = ''] = commandsOf(guide);
    command = shown.replace('--stage dev', '--stage local').replace(/https:\S+/, queueUrl);
  });

  test('counts as shown there, and the command that it prints sends', async () => {
    const counted = await run(command);
    const [, sending = ''] = counted.split('second:\n');
    const sent = await run(sending);

    expect(counted).toContain(blocksOf(guide, 'text').join());
    expect(sent).toContain('Done: 2 announcements sent to audit.');
  });

  test('makes the calls that are listed there, and no others', async () => {
    const before = await recordedCalls(own.stack.endpoint);

    await run(`${command} --send`);

    const isNew = (call: RecordedCall) => !before.some((other) => isDeepStrictEqual(other, call));
    const calls = (await recordedCalls(own.stack.endpoint)).filter(isNew);
    const made = calls.filter(({ caller }) => caller === 'test').map(({ action }) => action);
    const listed = [...guide.matchAll(/`((?:cloudformation|dynamodb|sns|sqs):\w+)`/g)].map(
      ([, name]) => name,
    );
    expect(new Set([...made, 'cloudformation:DescribeStacks'])).toEqual(new Set(listed));
  });

  /** Runs a command in a shell. @returns what it printed. @throws if it fails. */
  async function run(line: string): Promise<string> {
    const env = { ...process.env, AWS_ENDPOINT_URL: own.stack.endpoint };
    const { stdout } = await promisify(exec)(line, { cwd: PROJECT, env });
    return stdout;
  }
});

/** What sweep would publish for an order. */
function published(order: IndexedOrder) {
  return {
    Body: JSON.stringify(announcementOf(order, 100)),
    MessageAttributes: {
      Type: { DataType: 'String', StringValue: 'HighValueOrder' },
      Amount: { DataType: 'Number', StringValue: String(order.Amount) },
    },
  };
}

const contentOf = ({ Body, MessageAttributes }: Message = {}) => ({ Body, MessageAttributes });

async function store(items: IndexedOrder[]): Promise<void> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(accessTo(own.stack.endpoint)));
  const table = await own.service.output('OrdersTableName');
  for (let start = 0; start < items.length; start += PUT_AT_ONCE) {
    const requests = items.slice(start, start + PUT_AT_ONCE).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  }
}

/** Kills the command once the queue has so many messages. @returns the cursor that it printed last. */
async function killedAt(depth: number, queueUrl: string, command: BackfillProcess): Promise<string> {
  await until(`${depth} messages`, async () => (await depthOf(queueUrl)) >= depth || undefined, 60_000);
  command.process.kill('SIGKILL');
  const { cursor, output } = await command.ended;
  if (cursor === undefined) throw new Error(`It printed no cursor, but this:\n${output}`);
  return cursor;
}

async function depthOf(QueueUrl: string): Promise<number> {
  const { Attributes } = await own.service.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
}

async function receiveAll(QueueUrl: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const { Messages = [] } = await own.service.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 600,
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
  }
}
