import { describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { createNotificationIndex } from '../../../../src/aws/notification-index.ts';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { handleBatch, handleBatchOrOne } from '../../../../src/aws/sqs-batch.ts';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { createAcknowledgeAll } from '../../../../src/orders/acknowledge.ts';
import { createIngest } from '../../../../src/orders/ingest.ts';
import { createPublish } from '../../../../src/orders/publish.ts';
import { createReport } from '../../../../src/orders/report.ts';
import { dynamoDBInMemory } from '../../../support/dynamodb-in-memory.ts';
import { log, meter } from '../../../support/observability.ts';
import { anAnnouncement, anOrder } from '../../../support/orders.ts';
import {
  PRIVATE,
  WRONG_FIELDS,
  withEveryTextPrivate,
  withPrivateTexts,
} from '../../../support/private-texts.ts';
import { snsThatPublishes, snsThatPublishesLists } from '../../../support/sns.ts';
import { snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';
import { linesWrittenBy, messagesOf } from '../../../support/written-lines.ts';
import { HOSTILE_INPUTS } from './corpus.ts';

const BODIES = [
  ...HOSTILE_INPUTS.map(({ body }) => withPrivateTexts(body)),
  ...HOSTILE_INPUTS.map(({ body }) => withEveryTextPrivate(body)),
  ...WRONG_FIELDS,
];
/** What an invocation can carry: an event is JSON. */
const EVENTS = BODIES.flatMap((body) => {
  try {
    return [JSON.parse(body) as unknown];
  } catch {
    return [];
  }
});
const privately = { UserId: PRIVATE, ItemName: PRIVATE, Status: PRIVATE };
const SOUND = { OrderId: 'ORD-250', Amount: 250, ...privately };

const parts = { log, meter, now: () => new Date('2025-06-01T10:00:00.000Z') };
const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';
const holdsPrivate = (line: string) => line.includes(PRIVATE);

function ingestWithAws(sns = snsThatPublishes().client) {
  const { client, item } = dynamoDBInMemory();
  const ordersTable = createOrdersTable({ client, tableName: 'orders' });
  const highValueOrderTopic = createHighValueOrderTopic({ client: sns, topicArn });
  const { ingest, ingestAll } = createIngest({ ...parts, ordersTable, highValueOrderTopic, threshold: 100 });
  return {
    client,
    item,
    ingest: handleBatchOrOne(ingestAll, ingest),
  };
}

describe('what is private is never logged', () => {
  test('by ingest, invoked with hostile orders: each of them twice, and a sound one with a conflict', async () => {
    const { ingest, item } = ingestWithAws();
    const conflicting = { ...SOUND, ItemName: `${PRIVATE} too`, UserId: `${PRIVATE} too` };

    const lines = await linesWrittenBy(ingest, [...EVENTS, ...EVENTS, SOUND, SOUND, conflicting]);

    expect(lines.filter(holdsPrivate)).toEqual([]);
    expect(messagesOf(lines)).toEqual([
      'Order duplicate',
      'Order refused: conflict',
      'Order refused: invalid',
      'Order stored',
    ]);
    expect(item('ORD-250')).toMatchObject(privately);
  });

  test.each([
    ['raw', (body: string) => sqsRecord(body)],
    ['in an envelope of SNS', (body: string) => sqsRecord(snsEnvelope(body))],
  ])('by ingest, with hostile messages in its queue, %s', async (_, recordOf) => {
    const { ingest } = ingestWithAws(snsThatPublishesLists().client);
    const batches = [...BODIES, ...BODIES].map((body) => sqsEvent(recordOf(body), sqsRecord(SOUND)));

    const lines = await linesWrittenBy(ingest, batches);

    expect(lines.filter(holdsPrivate)).toEqual([]);
    expect(messagesOf(lines)).toEqual([
      'Order duplicate',
      'Order refused: conflict',
      'Order refused: invalid',
      'Order stored',
    ]);
  });

  test('by producer, with hostile orders alone and in lists', async () => {
    const sns = snsThatPublishesLists();
    const produce = createPublish({
      ...parts,
      orderTopic: createOrderTopic({ client: sns.client, topicArn }),
    });

    const lines = await linesWrittenBy(produce, [
      ...EVENTS,
      ...EVENTS.map((event) => [SOUND, event]),
      EVENTS,
    ]);

    expect(lines.filter(holdsPrivate)).toEqual([]);
    expect(messagesOf(lines)).toEqual(['Order published', 'Orders refused: invalid']);
  });

  test('by consumer, with hostile announcements', async () => {
    const { client, ingest } = ingestWithAws();
    const acknowledgeAll = createAcknowledgeAll({
      ...parts,
      ordersTable: createOrdersTable({ client, tableName: 'orders' }),
    });
    const consumer = (event: SQSEvent) => handleBatch(event, acknowledgeAll);
    const [Timestamp, ReceivedAt] = ['2025-05-03T12:00:00.000Z', '2025-05-03T12:00:01.000Z'];
    await linesWrittenBy(ingest, [
      { ...SOUND, Timestamp },
      { ...SOUND, OrderId: 'ORD-40', Amount: 40, Timestamp },
    ]);
    const announcement = anAnnouncement({ ...SOUND, Timestamp, ReceivedAt });
    const hostile = BODIES.map((body) => body.replace(/\}$/, ',"Type":"HighValueOrder","Version":1}'));
    const others = [{ ...announcement, OrderId: 'ORD-40' }, anAnnouncement(privately)];
    const known = [announcement, announcement, ...others].map((sent) => JSON.stringify(sent));
    const bodies = [...BODIES, ...hostile, ...known];

    const lines = await linesWrittenBy(consumer, [
      ...bodies.map((body) => sqsEvent(sqsRecord(body))),
      sqsEvent(...bodies.map((body) => sqsRecord(snsEnvelope(body)))),
    ]);

    expect(lines.filter(holdsPrivate)).toEqual([]);
    expect(messagesOf(lines)).toEqual([
      'Announcement not acknowledged',
      'Order acknowledged',
      'Order duplicate',
    ]);
  });

  test('by report, of orders that hold it, and with hostile requests', async () => {
    const { client, ingest } = ingestWithAws();
    const report = createReport({
      ...parts,
      notificationIndex: createNotificationIndex({ client, tableName: 'orders' }),
    });
    const query = { From: '2025-05-20T00:00:00Z', To: '2025-06-10T00:00:00Z' };
    const cursor = Buffer.from(JSON.stringify({ Version: PRIVATE, OrderId: [PRIVATE], ...privately }));
    await linesWrittenBy(ingest, [SOUND, { ...SOUND, ...anOrder() }]);

    const lines = await linesWrittenBy(report, [
      ...EVENTS,
      query,
      { ...query, Limit: 1 },
      { ...query, Limit: PRIVATE },
      { ...query, Status: PRIVATE },
      { ...query, Cursor: PRIVATE },
      { ...query, Cursor: cursor.toString('base64url') },
      { From: PRIVATE, To: { note: PRIVATE } },
    ]);

    expect(lines.filter(holdsPrivate)).toEqual([]);
    expect(messagesOf(lines)).toEqual(['Orders reported', 'Report refused']);
  });
});

/** By it a sender finds what to mend, and it is no place for what is private. */
test('the name of a field that no order has is logged', async () => {
  const { ingest } = ingestWithAws();

  const lines = await linesWrittenBy(ingest, [{ OrderId: 'ORD-1', Colour: PRIVATE }]);

  expect(lines.join('\n')).toContain('Colour is not a field of an order');
});
