/** The calls of a batch made by the SDK alone, as many at once as the functions make: the floor. */
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import type { ConsumerCalls, IngestCalls } from '../workload.ts';

export function createBareCalls(dynamoDB: DynamoDBClient, sns: SNSClient) {
  return async (calls: IngestCalls | ConsumerCalls) => {
    if ('updates' in calls) {
      await Promise.all(calls.updates.map((update) => dynamoDB.send(new UpdateItemCommand(update))));
      return {};
    }
    await Promise.all(calls.puts.map((put) => dynamoDB.send(new PutItemCommand(put))));
    if (calls.publish !== undefined) await sns.send(new PublishBatchCommand(calls.publish));
    return {};
  };
}

export const handler = createBareCalls(new DynamoDBClient({}), new SNSClient({}));
