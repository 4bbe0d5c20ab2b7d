/** A queue function as tutorials write it: a loop over the records, each with its Put and its Publish. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const dynamoDB = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const sns = new SNSClient({});

export async function handler({ Records }: { Records: { body: string }[] }) {
  for (const { body } of Records) {
    const order = JSON.parse(body);
    await dynamoDB.send(new PutCommand({ TableName: process.env.ORDERS_TABLE_NAME, Item: order }));
    if (order.Amount > 100) {
      await sns.send(
        new PublishCommand({
          TopicArn: process.env.HIGH_VALUE_ORDER_TOPIC_ARN,
          Message: JSON.stringify(order),
        }),
      );
    }
  }
  return {};
}
