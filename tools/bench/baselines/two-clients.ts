/** The DynamoDB and SNS clients and nothing else: one Put, one Publish. */
import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PublishCommand, type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';

const dynamoDB = new DynamoDBClient({});
const sns = new SNSClient({});

export async function handler({ put, publish }: { put: PutItemCommandInput; publish: PublishCommandInput }) {
  await dynamoDB.send(new PutItemCommand(put));
  await sns.send(new PublishCommand(publish));
  return {};
}
