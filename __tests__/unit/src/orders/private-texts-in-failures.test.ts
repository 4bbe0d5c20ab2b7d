import type { SNSClient } from '@aws-sdk/client-sns';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
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
import { dynamoDBThatAnswers, failsWith, page } from '../../../support/dynamodb.ts';
import { dynamoDBInMemory } from '../../../support/dynamodb-in-memory.ts';
import { log, meter } from '../../../support/observability.ts';
import { aHighValueOrder, anAnnouncement, anOrder } from '../../../support/orders.ts';
import { PRIVATE } from '../../../support/private-texts.ts';
import { failsFor, snsThatPublishes, snsThatPublishesLists } from '../../../support/sns.ts';
import { sqsEvent, sqsRecord } from '../../../support/sqs.ts';
import { linesWrittenBy, messagesOf } from '../../../support/written-lines.ts';

const privately = { UserId: PRIVATE, ItemName: PRIVATE, Status: PRIVATE };
const order = { ...anOrder({ Amount: 250 }), ...privately };
const ReceivedAt = '2025-06-01T09:45:00.000Z';
const pending = { ...aHighValueOrder({ ...privately, ReceivedAt }), NotificationStatus: 'PENDING#0' };

const failure = new Error('Something went wrong');
const failing = (operation: 'PutItem' | 'UpdateItem' | 'Query') =>
  dynamoDBThatAnswers(...Array.from({ length: 8 }, () => failsWith(operation, failure))).client;
const onePending = () => dynamoDBThatAnswers(...Array.from({ length: 8 }, () => page([pending]))).client;
const refusingEntries = () => snsThatPublishesLists(failsFor('0')).client;

/** The functions over these clients, with all that they log. */
function functionsOver(
  dynamoDB: DynamoDBDocumentClient,
  client: SNSClient = snsThatPublishes(failure).client,
) {
  const tableParts = { client: dynamoDB, tableName: 'orders' };
  const topicParts = { client, topicArn: 'arn:aws:sns:us-east-1:000000000000:topic' };
  const parts = {
    ...{
      log,
      meter,
      threshold: 100,
      graceSeconds: 600,
      intervalSeconds: 300,
      now: () => new Date('2025-06-01T10:00:00.000Z'),
    },
    ordersTable: createOrdersTable(tableParts),
    notificationIndex: createNotificationIndex(tableParts),
    highValueOrderTopic: createHighValueOrderTopic(topicParts),
    orderTopic: createOrderTopic(topicParts),
  };
  const sweep = createSweep(parts);
  const { ingest, ingestAll } = createIngest(parts);
  const acknowledgeAll = createAcknowledgeAll(parts);
  return {
    ingest: handleBatchOrOne(ingestAll, ingest),
    consumer: (event: SQSEvent) => handleBatch(event, acknowledgeAll),
    producer: createPublish(parts),
    report: createReport(parts),
    sweep: (event: unknown, context: Context) =>
      sweep(event, { ...context, getRemainingTimeInMillis: () => 240_000 }),
  };
}

const TWO_MONTHS = { From: '2025-05-03T00:00:00Z', To: '2025-06-03T00:00:00Z' };

test.each([
  {
    what: 'ingest cannot put an order',
    handle: functionsOver(failing('PutItem')).ingest,
    event: order,
    message: 'Order not ingested',
  },
  {
    what: 'ingest cannot announce an order',
    handle: functionsOver(dynamoDBInMemory().client).ingest,
    event: order,
    message: 'Order not ingested',
  },
  {
    what: 'the topic refuses one of the announcements of a batch',
    handle: functionsOver(dynamoDBInMemory().client, refusingEntries()).ingest,
    event: sqsEvent(sqsRecord(order)),
    message: 'Order not ingested',
  },
  {
    what: 'the topic refuses an order of producer',
    handle: functionsOver(dynamoDBInMemory().client, refusingEntries()).producer,
    event: [order],
    message: 'Order not published',
  },
  {
    what: 'consumer cannot update an order',
    handle: functionsOver(failing('UpdateItem')).consumer,
    event: sqsEvent(sqsRecord(anAnnouncement(privately))),
    message: 'Announcement not acknowledged',
  },
  {
    what: 'sweep cannot announce an order again',
    handle: functionsOver(onePending(), refusingEntries()).sweep,
    event: {},
    message: 'Announcement not sent again',
  },
  {
    what: 'sweep cannot read a partition',
    handle: functionsOver(failing('Query')).sweep,
    event: {},
    message: 'Partition not swept completely',
  },
  {
    what: 'report cannot read a partition',
    handle: functionsOver(failing('Query')).report,
    event: TWO_MONTHS,
    message: 'Orders not reported',
  },
])('nothing private is logged where $what', async ({ handle, event, message }) => {
  const lines = await linesWrittenBy<never>(handle, [event as never]);

  expect(lines.filter((line) => line.includes(PRIVATE))).toEqual([]);
  expect(messagesOf(lines)).toContain(message);
});
