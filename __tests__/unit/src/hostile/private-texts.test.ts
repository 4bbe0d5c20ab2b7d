import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Context, SQSEvent } from 'aws-lambda';
import { createNotificationIndex } from '../../../../src/aws/notification-index.ts';
import { createOrdersTable } from '../../../../src/aws/orders-table.ts';
import { handleBatch, handleBatchOrOne } from '../../../../src/aws/sqs-batch.ts';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { createAcknowledgeAll } from '../../../../src/orders/acknowledge.ts';
import { createIngest } from '../../../../src/orders/ingest.ts';
import { createPublish } from '../../../../src/orders/publish.ts';
import { createReport } from '../../../../src/orders/report.ts';
import { createSweep } from '../../../../src/orders/sweep.ts';
import { dynamoDBInMemory, dynamoDBThatAnswers, failsWith, page } from '../../../support/dynamodb.ts';
import { linesWrittenBy, log, messagesOf, meter } from '../../../support/observability.ts';
import { aHighValueOrder, anAnnouncement, anOrder } from '../../../support/orders.ts';
import {
  PRIVATE,
  PRIVATE_TEXTS,
  WRONG_FIELDS,
  withEveryTextPrivate,
  withPrivateTexts,
} from '../../../support/private-texts.ts';
import { failsFor, snsThatPublishes, snsThatPublishesLists } from '../../../support/sns.ts';
import { snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';
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
const SOUND = { OrderId: 'ORD-250', Amount: 250, ...PRIVATE_TEXTS };

/** The functions over these clients, with the real log and metrics. */
function functionsOver(
  dynamoDB: DynamoDBDocumentClient = dynamoDBInMemory().client,
  client: SNSClient = snsThatPublishes().client,
) {
  const tableParts = { client: dynamoDB, tableName: 'orders' };
  const topicParts = { client, topicArn: 'arn:aws:sns:us-east-1:000000000000:topic' };
  const parts = {
    ...{ log, meter, threshold: 100, graceSeconds: 600, intervalSeconds: 300 },
    now: () => new Date('2025-06-01T10:00:00.000Z'),
    ordersTable: createOrdersTable(tableParts),
    notificationIndex: createNotificationIndex(tableParts),
    highValueOrderTopic: createHighValueOrderTopic(topicParts),
    orderTopic: createOrderTopic(topicParts),
  };
  const { ingest, ingestAll } = createIngest(parts);
  const acknowledgeAll = createAcknowledgeAll(parts);
  const sweep = createSweep(parts);
  return {
    ingest: handleBatchOrOne(ingestAll, ingest),
    consumer: (event: SQSEvent) => handleBatch(event, acknowledgeAll),
    producer: createPublish(parts),
    report: createReport(parts),
    sweep: (event: unknown, context: Context) =>
      sweep(event, { ...context, getRemainingTimeInMillis: () => 240_000 }),
  };
}

/** Expects lines with these messages, and no private text in any of them. */
function expectNothingPrivate(lines: string[], messages: unknown): void {
  expect(lines.filter((line) => line.includes(PRIVATE))).toEqual([]);
  expect(messagesOf(lines)).toEqual(messages);
}

describe('no private text is logged', () => {
  const OF_INGEST = ['Order duplicate', 'Order refused: conflict', 'Order refused: invalid', 'Order stored'];

  test('by ingest, for hostile orders that come twice, and for a sound one with a conflict', async () => {
    const { client, item } = dynamoDBInMemory();
    const conflicting = { ...SOUND, ItemName: `${PRIVATE} too`, UserId: `${PRIVATE} too` };

    const lines = await linesWrittenBy(functionsOver(client).ingest, [
      ...[...EVENTS, ...EVENTS],
      ...[SOUND, SOUND, conflicting],
    ]);

    expectNothingPrivate(lines, OF_INGEST);
    expect(item('ORD-250')).toMatchObject(PRIVATE_TEXTS);
  });

  test.each([
    ['raw', (body: string) => sqsRecord(body)],
    ['in an envelope of SNS', (body: string) => sqsRecord(snsEnvelope(body))],
  ])('by ingest, for hostile messages in its queue, %s', async (_, recordOf) => {
    const { ingest } = functionsOver(dynamoDBInMemory().client, snsThatPublishesLists().client);
    const batches = [...BODIES, ...BODIES].map((body) => sqsEvent(recordOf(body), sqsRecord(SOUND)));

    const lines = await linesWrittenBy(ingest, batches);

    expectNothingPrivate(lines, OF_INGEST);
  });

  test('by producer, for hostile orders alone and in lists', async () => {
    const { producer } = functionsOver(undefined, snsThatPublishesLists().client);
    const events = [...EVENTS, ...EVENTS.map((event) => [SOUND, event]), EVENTS];

    const lines = await linesWrittenBy(producer, events);

    expectNothingPrivate(lines, ['Order published', 'Orders refused: invalid']);
  });

  test('by consumer, for hostile announcements', async () => {
    const { ingest, consumer } = functionsOver();
    const [Timestamp, ReceivedAt] = ['2025-05-03T12:00:00.000Z', '2025-05-03T12:00:01.000Z'];
    await linesWrittenBy(ingest, [
      { ...SOUND, Timestamp },
      { ...SOUND, OrderId: 'ORD-40', Amount: 40, Timestamp },
    ]);
    const announcement = anAnnouncement({ ...SOUND, Timestamp, ReceivedAt });
    const hostile = BODIES.map((body) => body.replace(/\}$/, ',"Type":"HighValueOrder","Version":1}'));
    const others = [{ ...announcement, OrderId: 'ORD-40' }, anAnnouncement(PRIVATE_TEXTS)];
    const known = [announcement, announcement, ...others].map((sent) => JSON.stringify(sent));
    const bodies = [...BODIES, ...hostile, ...known];

    const lines = await linesWrittenBy(consumer, [
      ...bodies.map((body) => sqsEvent(sqsRecord(body))),
      sqsEvent(...bodies.map((body) => sqsRecord(snsEnvelope(body)))),
    ]);

    expectNothingPrivate(lines, ['Announcement not acknowledged', 'Order acknowledged', 'Order duplicate']);
  });

  test('by report, for orders that hold it and for hostile requests', async () => {
    const { ingest, report } = functionsOver();
    const query = { From: '2025-05-20T00:00:00Z', To: '2025-06-10T00:00:00Z' };
    const cursor = Buffer.from(JSON.stringify({ Version: PRIVATE, OrderId: [PRIVATE], ...PRIVATE_TEXTS }));
    await linesWrittenBy(ingest, [SOUND, { ...SOUND, ...anOrder() }]);

    const lines = await linesWrittenBy(report, [
      ...EVENTS,
      ...[{}, { Limit: 1 }, { Limit: PRIVATE }, { Status: PRIVATE }, { Cursor: PRIVATE }].map((fields) => ({
        ...query,
        ...fields,
      })),
      { ...query, Cursor: cursor.toString('base64url') },
      { From: PRIVATE, To: { note: PRIVATE } },
    ]);

    expectNothingPrivate(lines, ['Orders reported', 'Report refused']);
  });
});

describe('no private text is logged', () => {
  const order = { ...anOrder({ Amount: 250 }), ...PRIVATE_TEXTS };
  const pending = {
    ...aHighValueOrder({ ...PRIVATE_TEXTS, ReceivedAt: '2025-06-01T09:45:00.000Z' }),
    NotificationStatus: 'PENDING#0',
  };
  const failure = new Error('Something went wrong');
  const eight = (answer: Parameters<typeof dynamoDBThatAnswers>[0]) =>
    dynamoDBThatAnswers(...Array.from({ length: 8 }, () => answer)).client;
  const withoutTable = (operation: 'PutItem' | 'UpdateItem' | 'Query') =>
    functionsOver(eight(failsWith(operation, failure)));
  const withoutTopic = functionsOver(undefined, snsThatPublishes(failure).client);
  const refusing = snsThatPublishesLists(failsFor('0')).client;
  const { ingest, producer } = functionsOver(undefined, refusing);
  const { sweep } = functionsOver(eight(page([pending])), refusing);
  const aMonth = { From: '2025-05-03T00:00:00Z', To: '2025-06-03T00:00:00Z' };

  test.each([
    ['ingest cannot put an order', withoutTable('PutItem').ingest, order, 'Order not ingested'],
    ['ingest cannot announce an order', withoutTopic.ingest, order, 'Order not ingested'],
    [
      'the topic refuses an announcement of a batch',
      ingest,
      sqsEvent(sqsRecord(order)),
      'Order not ingested',
    ],
    ['the topic refuses an order of producer', producer, [order], 'Order not published'],
    [
      'consumer cannot update an order',
      withoutTable('UpdateItem').consumer,
      sqsEvent(sqsRecord(anAnnouncement(PRIVATE_TEXTS))),
      'Announcement not acknowledged',
    ],
    ['sweep cannot announce an order again', sweep, {}, 'Announcement not sent again'],
    ['sweep cannot read a partition', withoutTable('Query').sweep, {}, 'Partition not swept completely'],
    ['report cannot read a partition', withoutTable('Query').report, aMonth, 'Orders not reported'],
  ])('if %s', async (_, handle, event, message) => {
    const lines = await linesWrittenBy<never>(handle, [event as never]);

    expectNothingPrivate(lines, expect.arrayContaining([message]));
  });
});

/** With it a sender finds what to correct, and it is no place for private texts. */
test('the name of an unknown field is logged', async () => {
  const lines = await linesWrittenBy(functionsOver().ingest, [{ OrderId: 'ORD-1', Colour: PRIVATE }]);

  expect(lines.join('\n')).toContain('Colour is not a field of an order');
});
