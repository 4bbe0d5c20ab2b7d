import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { createTable } from '../../tools/simulation/models/table.ts';
import { ORDERS_TABLE } from '../../tools/simulation/settings.ts';

type Attributes = Parameters<typeof unmarshall>[0];
type HttpRequest = { headers: Record<string, string>; body: Uint8Array };

const COMMANDS: Record<string, typeof PutCommand | typeof UpdateCommand | typeof QueryCommand> = {
  PutItem: PutCommand,
  UpdateItem: UpdateCommand,
  Query: QueryCommand,
};
const MARSHALLED = ['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey'];

/** A real document client over the simulation's model of OrdersTable: everything goes through DynamoDB's own format. */
export function dynamoDBInMemory() {
  const table = createTable({ now: () => 0, ...ORDERS_TABLE });

  async function handle({ headers, body }: HttpRequest) {
    const operation = headers['x-amz-target']?.replace('DynamoDB_20120810.', '') ?? 'no operation';
    const Command = COMMANDS[operation];
    if (Command === undefined) throw new Error(`Unexpected ${operation}`);
    const input = inputOf(new TextDecoder().decode(body));
    const { statusCode, answer } = answerTo(() => table.execute(new Command(input as never)));
    return { response: { statusCode, headers: {}, body: Buffer.from(JSON.stringify(answer)) } };
  }

  const client = DynamoDBDocumentClient.from(
    new DynamoDBClient({
      region: 'us-east-1',
      endpoint: 'http://dynamodb.test',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { handle },
    }),
  );
  return { client, item: table.item };
}

function inputOf(body: string): Record<string, unknown> {
  const fields = Object.entries(JSON.parse(body) as Record<string, Attributes>);
  return Object.fromEntries(
    fields.map(([name, value]) => [name, MARSHALLED.includes(name) ? unmarshall(value) : value]),
  );
}

function answerTo(execute: () => { Items?: object[]; LastEvaluatedKey?: object }) {
  try {
    const { Items, LastEvaluatedKey } = execute();
    const answer = {
      ...(Items && { Items: Items.map((item) => marshall(item)) }),
      ...(LastEvaluatedKey && { LastEvaluatedKey: marshall(LastEvaluatedKey) }),
    };
    return { statusCode: 200, answer };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const { name, message, Item } = error;
    return { statusCode: 400, answer: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, Item } };
  }
}
