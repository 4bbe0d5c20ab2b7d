import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import inject from 'light-my-request';
import type { ApiHandler, ApiRequest, ApiResponse } from './api.ts';

type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
type Spy = NonNullable<Stores['sqsStore']['spy']>;

/**
 * SNS, SQS and STS: fauxqs, in this process.
 *
 * @param spy is told about every message that is sent, becomes a dead letter or is deleted.
 */
export async function createMessaging(region: string, spy?: Pick<Spy, 'addMessage'>) {
  const sqsStore = await createQueueStore();
  if (spy !== undefined) sqsStore.spy = spy as Spy;
  // fauxqs makes the other stores itself.
  const app = buildApp({ logger: false, defaultRegion: region, stores: { sqsStore } as Stores });
  const handle: ApiHandler = async (request) => toResponse(await app.inject(toInjection(request)));
  return { handle, queueStore: sqsStore, stop: async () => app.close() };
}

/** fauxqs does not export its stores: this one is in a file beside its main file. */
async function createQueueStore(): Promise<Stores['sqsStore']> {
  const file = new URL('./sqs/sqsStore.js', import.meta.resolve('fauxqs'));
  const { SqsStore } = await import(file.href);
  const store = new SqsStore();
  // A queue's URL has the host that the caller used. By default it is one that not every machine can resolve.
  store.host = '';
  return store;
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
