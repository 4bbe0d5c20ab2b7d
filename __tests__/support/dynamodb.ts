import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

type Operation = 'PutItem' | 'UpdateItem' | 'Query';
type HttpRequest = { headers: Record<string, string>; body: Uint8Array };
type Answer = { operation: Operation; respond: () => { statusCode: number; body: object } };

/**
 * A real document client over a stand-in for DynamoDB that gives `answers` one after the other and records the
 * requests. A request fails if no answer is left, or if the next one is for another operation.
 */
export function dynamoDBThatAnswers(...answers: Answer[]) {
  const requests: { operation: string; input: unknown }[] = [];
  const left = [...answers];

  async function handle({ headers, body }: HttpRequest) {
    const operation = headers['x-amz-target']?.replace('DynamoDB_20120810.', '') ?? 'no operation';
    requests.push({ operation, input: JSON.parse(new TextDecoder().decode(body)) });
    const answer = left.shift();
    if (answer?.operation !== operation) throw new Error(`Unexpected ${operation}`);
    const { statusCode, body: answerBody } = answer.respond();
    return { response: { statusCode, headers: {}, body: Buffer.from(JSON.stringify(answerBody)) } };
  }

  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint: 'http://dynamodb.test',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
      requestHandler: { handle },
    }),
  );
  return { client, requests };
}

export const done = (operation: Operation): Answer => ({
  operation,
  respond: () => ({ statusCode: 200, body: {} }),
});

/** A page of items; the last one, unless it has the key after which the next page begins. */
export const page = (items: Record<string, unknown>[], lastKey?: Record<string, unknown>): Answer => ({
  operation: 'Query',
  respond: () => ({
    statusCode: 200,
    body: {
      Items: items.map((item) => marshall(item)),
      Count: items.length,
      ScannedCount: items.length,
      ...(lastKey && { LastEvaluatedKey: marshall(lastKey) }),
    },
  }),
});

/** The condition failed, because of `item` or because there was none. */
export const conditionFailed = (operation: Operation, item?: Record<string, unknown>): Answer => ({
  operation,
  respond: () => ({
    statusCode: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
      ...(item && { Item: marshall(item) }),
    },
  }),
});

export const failsWith = (operation: Operation, error: Error): Answer => ({
  operation,
  respond: () => {
    throw error;
  },
});

/** The request may have been applied, but no answer came: the client retries by itself. */
export const answerGetsLost = (operation: Operation): Answer =>
  failsWith(operation, Object.assign(new Error('No answer in time'), { name: 'TimeoutError' }));
