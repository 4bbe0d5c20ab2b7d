import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import inject from 'light-my-request';
import type { ApiHandler, ApiRequest, ApiResponse } from './api.ts';

/** SNS, SQS and STS: fauxqs, in this process. */
export function createMessaging(region: string): { handle: ApiHandler; stop(): Promise<void> } {
  const app = buildApp({ logger: false, defaultRegion: region });
  return {
    handle: async (request) => toResponse(await app.inject(toInjection(request))),
    stop: async () => app.close(),
  };
}

/**
 * DynamoDB: dynalite, in this process. It ignores ReturnValuesOnConditionCheckFailure, so that is added here.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#DDB-PutItem-request-ReturnValuesOnConditionCheckFailure
 */
export function createDynamoDB(): ApiHandler {
  const server = dynalite({ createTableMs: 0 });
  const call = async (request: ApiRequest) =>
    toResponse(await inject((req, res) => server.emit('request', req, res), toInjection(request)));

  return async (request) => {
    const response = await call(request);
    const wantsItem = request.body.includes('"ReturnValuesOnConditionCheckFailure":"ALL_OLD"');
    if (response.status !== 400 || !wantsItem) return response;

    const error = JSON.parse(String(response.body));
    if (!error.__type.endsWith('#ConditionalCheckFailedException')) return response;
    return { ...response, body: JSON.stringify({ ...error, Item: await existingItem(request, call) }) };
  };
}

/** The item that made a condition fail. */
async function existingItem(request: ApiRequest, call: ApiHandler) {
  const { TableName, Key, Item } = JSON.parse(String(request.body));
  const send = async (operation: string, input: object) => {
    const headers = { ...request.headers, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    return JSON.parse(
      String((await call({ ...request, headers, body: Buffer.from(JSON.stringify(input)) })).body),
    );
  };
  const keyOf = async (item: Record<string, unknown>) => {
    const names: { AttributeName: string }[] = (await send('DescribeTable', { TableName })).Table.KeySchema;
    return Object.fromEntries(names.map(({ AttributeName }) => [AttributeName, item[AttributeName]]));
  };
  return (await send('GetItem', { TableName, Key: Key ?? (await keyOf(Item)), ConsistentRead: true })).Item;
}

function toInjection({ method, url, headers, body }: ApiRequest) {
  return { method: method as 'POST', url, headers: withoutFraming(headers), payload: body };
}

function toResponse(answer: { statusCode: number; headers: object; rawPayload: Buffer }): ApiResponse {
  const headers = withoutFraming(answer.headers as Record<string, string>);
  return { status: answer.statusCode, headers, body: answer.rawPayload };
}

/** Leaves out the headers about the transfer and the checksum: the body is passed on whole, and may have changed. */
function withoutFraming(headers: Record<string, string>): Record<string, string> {
  const framing = ['content-length', 'transfer-encoding', 'connection', 'x-amz-crc32'];
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !framing.includes(name)));
}
