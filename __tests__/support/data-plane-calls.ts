import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

/** The credentials to sign with; by default, those of the environment. */
export type Access = {
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
};

/**
 * A call with its name, such as `sns:PublishBatch OrderTopic`, and the permission that it needs on AWS, as GRANTS
 * writes it. If allowed, it answers or fails with one of HARMLESS, and changes nothing (except PurgeQueue).
 */
export type DataPlaneCall = { name: string; needs: string; send(): Promise<unknown> };

/** How a call that is allowed may fail. */
export const HARMLESS = [
  'BatchEntryIdsNotDistinct',
  'BatchEntryIdsNotDistinctException',
  'ConditionalCheckFailedException',
  'InvalidMessageContents',
  'InvalidParameterException',
  'ReceiptHandleIsInvalid',
  'TransactionCanceledException',
];

/** The permission of a call whose name differs. A transaction needs the permissions of its actions. */
const PERMISSIONS: Record<string, string> = {
  'TransactWriteItems(Put)': 'PutItem',
  'TransactWriteItems(Update)': 'UpdateItem',
  'TransactWriteItems(Delete)': 'DeleteItem',
  'TransactWriteItems(ConditionCheck)': 'ConditionCheckItem',
  TransactGetItems: 'GetItem',
  'ExecuteStatement(SELECT)': 'PartiQLSelect',
  PublishBatch: 'Publish',
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

/** No item meets this condition, so a write with it changes nothing. */
const ConditionExpression = 'attribute_exists(OrderId) AND attribute_not_exists(OrderId)';
const Key = { OrderId: { S: 'an order that nobody sent' } };
const TWICE = ['same', 'same'];

export function tableCalls(TableName: string, access: Access): DataPlaneCall[] {
  const client = new DynamoDBClient(access);
  const never = { TableName, Key, ConditionExpression };
  const put = { TableName, Item: Key, ConditionExpression };
  const ExpressionAttributeValues = { ':text': { S: 'nobody' } };
  const update = { ...never, UpdateExpression: 'SET UserId = :text', ExpressionAttributeValues };
  const query = { TableName, KeyConditionExpression: 'OrderId = :text', ExpressionAttributeValues };
  const statement = {
    Statement: `SELECT * FROM "${TableName}" WHERE OrderId = ?`,
    Parameters: [Key.OrderId],
  };
  const get = { [TableName]: { Keys: [Key] } };
  const remove = { [TableName]: [{ DeleteRequest: { Key } }] };
  const transact = (item: object) => client.send(new TransactWriteItemsCommand({ TransactItems: [item] }));
  return on('dynamodb', 'OrdersTable', {
    PutItem: () => client.send(new PutItemCommand(put)),
    GetItem: () => client.send(new GetItemCommand({ TableName, Key })),
    UpdateItem: () => client.send(new UpdateItemCommand(update)),
    DeleteItem: () => client.send(new DeleteItemCommand(never)),
    Query: () => client.send(new QueryCommand(query)),
    Scan: () => client.send(new ScanCommand({ TableName, Limit: 1 })),
    BatchGetItem: () => client.send(new BatchGetItemCommand({ RequestItems: get })),
    BatchWriteItem: () => client.send(new BatchWriteItemCommand({ RequestItems: remove })),
    TransactGetItems: () =>
      client.send(new TransactGetItemsCommand({ TransactItems: [{ Get: { TableName, Key } }] })),
    'TransactWriteItems(Put)': () => transact({ Put: put }),
    'TransactWriteItems(Update)': () => transact({ Update: update }),
    'TransactWriteItems(Delete)': () => transact({ Delete: never }),
    'TransactWriteItems(ConditionCheck)': () => transact({ ConditionCheck: never }),
    'ExecuteStatement(SELECT)': () => client.send(new ExecuteStatementCommand(statement)),
  });
}

export function indexCalls(TableName: string, access: Access): DataPlaneCall[] {
  const client = new DynamoDBClient(access);
  const index = { TableName, IndexName: 'NotificationIndex', Limit: 1 };
  const query = {
    ...index,
    KeyConditionExpression: 'NotificationStatus = :status',
    ExpressionAttributeValues: { ':status': { S: 'PENDING#0' } },
  };
  return on('dynamodb', 'OrdersTable.NotificationIndex', {
    Query: () => client.send(new QueryCommand(query)),
    Scan: () => client.send(new ScanCommand(index)),
  });
}

export function topicCalls(topic: string, TopicArn: string, access: Access): DataPlaneCall[] {
  const client = new SNSClient(access);
  const PublishBatchRequestEntries = TWICE.map((Id) => ({ Id, Message: 'nothing' }));
  // One byte more than SNS takes.
  const Message = 'x'.repeat(262_145);
  return on('sns', topic, {
    Publish: () => client.send(new PublishCommand({ TopicArn, Message })),
    PublishBatch: () => client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })),
  });
}

export function queueCalls(queue: string, QueueUrl: string, access: Access): DataPlaneCall[] {
  const client = new SQSClient({ ...access, useQueueUrlAsEndpoint: false });
  const message = { QueueUrl, ReceiptHandle: 'of no message', VisibilityTimeout: 0 };
  const batch = { QueueUrl, Entries: TWICE.map((Id) => ({ ...message, Id, MessageBody: 'nothing' })) };
  // A character that no message may hold.
  const unsendable = { QueueUrl, MessageBody: '\u0001' };
  return on('sqs', queue, {
    ReceiveMessage: () => client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 })),
    DeleteMessage: () => client.send(new DeleteMessageCommand(message)),
    DeleteMessageBatch: () => client.send(new DeleteMessageBatchCommand(batch)),
    ChangeMessageVisibility: () => client.send(new ChangeMessageVisibilityCommand(message)),
    ChangeMessageVisibilityBatch: () => client.send(new ChangeMessageVisibilityBatchCommand(batch)),
    GetQueueAttributes: () => client.send(new GetQueueAttributesCommand({ QueueUrl })),
    SendMessage: () => client.send(new SendMessageCommand(unsendable)),
    SendMessageBatch: () => client.send(new SendMessageBatchCommand(batch)),
    PurgeQueue: () => client.send(new PurgeQueueCommand({ QueueUrl })),
  });
}

function on(
  service: string,
  resource: string,
  calls: Record<string, DataPlaneCall['send']>,
): DataPlaneCall[] {
  return Object.entries(calls).map(([call, send]) => ({
    name: `${service}:${call} ${resource}`,
    needs: `${service}:${PERMISSIONS[call] ?? call} ${resource}`,
    send,
  }));
}
