import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createTable } from '../../tools/simulation/models/table.ts';
import { ORDERS_TABLE } from '../../tools/simulation/settings.ts';

type Input = Record<string, unknown>;
type Response = { statusCode: number; body: object };
type Attributes = Parameters<typeof unmarshall>[0];

const COMMANDS = { PutItem: PutCommand, UpdateItem: UpdateCommand, Query: QueryCommand };
type Operation = keyof typeof COMMANDS;
type Answer = { operation: Operation; respond: () => Response };

/** A real document client over a stand-in for DynamoDB, which responds to requests in DynamoDB's own format. */
function clientOf(respond: (operation: string, input: Input) => Response): DynamoDBDocumentClient {
  async function handle({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) {
    const operation = headers['x-amz-target']?.replace('DynamoDB_20120810.', '') ?? 'no operation';
    const response = respond(operation, JSON.parse(new TextDecoder().decode(body)));
    return { response: { ...response, headers: {}, body: Buffer.from(JSON.stringify(response.body)) } };
  }

  return DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint: 'http://dynamodb.test',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 3,
      requestHandler: { handle },
    }),
  );
}

/**
 * A client whose requests get `answers` one after the other, and are recorded. A request fails if no answer is left, or
 * if the next one is for another operation.
 */
export function dynamoDBThatAnswers(...answers: Answer[]) {
  const requests: { operation: string; input: Input }[] = [];
  const left = [...answers];
  const client = clientOf((operation, input) => {
    requests.push({ operation, input });
    const answer = left.shift();
    if (answer?.operation !== operation) throw new Error(`Unexpected ${operation}`);
    return answer.respond();
  });
  return { client, requests };
}

/** A client over the simulation's model of OrdersTable. */
export function dynamoDBInMemory() {
  const table = createTable({ now: () => 0, ...ORDERS_TABLE });
  const client = clientOf((operation, input) => {
    const Command = COMMANDS[operation as Operation];
    if (Command === undefined) throw new Error(`Unexpected ${operation}`);
    try {
      const answer: { Items?: object[]; LastEvaluatedKey?: object } = table.execute(
        new Command(unmarshalled(input) as never),
      );
      return page(answer.Items ?? [], answer.LastEvaluatedKey).respond();
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return refusal(error.Item);
    }
  });
  return { client, item: table.item };
}

export const done = (operation: Operation): Answer => ({
  operation,
  respond: () => ({ statusCode: 200, body: {} }),
});

/** A page of items; the last one, unless it has the key after which the next page begins. */
export const page = (items: object[], lastKey?: object): Answer => ({
  operation: 'Query',
  respond: () => ({
    statusCode: 200,
    body: {
      Items: items.map((item) => marshall(item)),
      ...(lastKey && { LastEvaluatedKey: marshall(lastKey) }),
    },
  }),
});

/** The condition failed, because of `item` or because there was none. */
export const conditionFailed = (operation: Operation, item?: object): Answer => ({
  operation,
  respond: () => refusal(item && marshall(item)),
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

function refusal(Item: Attributes | undefined): Response {
  const __type = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
  return { statusCode: 400, body: { __type, message: 'The conditional request failed', Item } };
}

function unmarshalled(input: Input): Input {
  const marshalled = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey'];
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      marshalled.includes(name) ? unmarshall(value as Attributes) : value,
    ]),
  );
}
