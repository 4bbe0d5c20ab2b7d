import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import inject from 'light-my-request';
import type { ApiRequest, ApiResponse, Service } from './gateway.ts';

/** SNS, SQS and STS: fauxqs, in this process. */
export function createMessaging(region: string): { service: Service; stop(): Promise<void> } {
  const app = buildApp({ logger: false, defaultRegion: region });
  const service: Service = async (request) => toResponse(await app.inject(toInjection(request)));
  return { service, stop: async () => app.close() };
}

/**
 * DynamoDB: dynalite, in this process, and the one thing it lacks: the item in the way when a condition fails.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#DDB-PutItem-request-ReturnValuesOnConditionCheckFailure
 */
export function createDynamoDB(): Service {
  const server = dynalite({ createTableMs: 0 });
  const call = async (request: ApiRequest) =>
    toResponse(await inject((req, res) => server.emit('request', req, res), toInjection(request)));

  return async (request) => {
    const response = await call(request);
    if (
      response.status !== 400 ||
      !request.body.includes('"ReturnValuesOnConditionCheckFailure":"ALL_OLD"')
    ) {
      return response;
    }
    const error = JSON.parse(String(response.body));
    if (!error.__type.endsWith('#ConditionalCheckFailedException')) return response;

    const Item = await itemInTheWay(request, call);
    return { ...response, body: JSON.stringify({ ...error, Item }) };
  };
}

async function itemInTheWay(request: ApiRequest, call: Service) {
  const { TableName, Key, Item } = JSON.parse(String(request.body));
  const ask = (operation: string, body: object) => {
    const headers = { ...request.headers, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    return call({ ...request, headers, body: Buffer.from(JSON.stringify(body)) }).then((answer) =>
      JSON.parse(String(answer.body)),
    );
  };
  return (await ask('GetItem', { TableName, Key: Key ?? (await keyOf(Item)), ConsistentRead: true })).Item;

  async function keyOf(item: Record<string, unknown>) {
    const { Table } = await ask('DescribeTable', { TableName });
    const names: { AttributeName: string }[] = Table.KeySchema;
    return Object.fromEntries(names.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  }
}

function toInjection({ method, url, headers, body }: ApiRequest) {
  return { method: method as 'POST', url, headers: withoutFraming(headers), payload: body };
}

function toResponse(answer: { statusCode: number; headers: object; rawPayload: Buffer }): ApiResponse {
  const headers = withoutFraming(answer.headers as Record<string, string>);
  return { status: answer.statusCode, headers, body: answer.rawPayload };
}

/** Headers without those that described how the body came: it is sent on whole, and perhaps changed. */
function withoutFraming(headers: Record<string, string>): Record<string, string> {
  const framing = ['content-length', 'transfer-encoding', 'connection', 'x-amz-crc32'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !framing.includes(name)));
}
