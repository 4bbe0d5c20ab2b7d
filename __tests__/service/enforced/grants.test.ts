import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { functionNameOf, isEmulatorStage } from '../../../tools/service/stages.ts';
import {
  type Access,
  type DataPlaneCall,
  HARMLESS,
  indexCalls,
  queueCalls,
  tableCalls,
  topicCalls,
} from '../../support/data-plane-calls.ts';
import { GRANTS } from '../../support/grants.ts';
import { service, stage } from '../../support/service.ts';

const TOPICS = ['OrderTopic', 'HighValueOrderTopic'];
const QUEUES = [
  ...['OrderQueue', 'OrderDLQ', 'OrderSubscriptionDLQ'],
  ...['HighValueQueue', 'HighValueDLQ', 'HighValueSubscriptionDLQ'],
];
const REFUSALS = ['AccessDenied', 'AccessDeniedException', 'AuthorizationErrorException'];

// The calls include PurgeQueue, and the tester may make it.
if (!isEmulatorStage(stage)) throw new Error('This suite empties queues: it runs on emulators only.');

test.each(Object.entries(GRANTS))(
  '%s may make the calls that its role grants, and no others',
  async (name, grants) => {
    const calls = await everyCall(await accessOf(functionNameOf(stage, name)));

    const outcomes = await tryAll(calls);

    if (!Object.values(outcomes).includes('refused')) throw new Error(NOTHING_ENFORCED);
    expect(outcomes).toEqual(
      Object.fromEntries(
        calls.map(({ name, needs }) => [name, grants.includes(needs) ? 'allowed' : 'refused']),
      ),
    );
  },
);

test('every grant is tried', async () => {
  const needed = (await everyCall({})).map(({ needs }) => needs);

  expect(needed).toEqual(expect.arrayContaining(Object.values(GRANTS).flat()));
});

test('a caller with all permissions is refused nothing', async () => {
  const calls = await everyCall({});

  const outcomes = await tryAll(calls);

  expect(outcomes).toEqual(Object.fromEntries(calls.map(({ name }) => [name, 'allowed'])));
});

const NOTHING_ENFORCED =
  'This endpoint refused nothing, so it does not enforce IAM. Run "npm run test:ministack", which starts one that does.';

const CODE = `exports.handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;

/**
 * The credentials of a function's role. Only Lambda may assume that role, so a temporary function assumes it and
 * answers the credentials it got.
 */
async function accessOf(functionName: string): Promise<Access> {
  const lambda = new LambdaClient();
  const { Role, Runtime, LoggingConfig } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  const FunctionName = `${functionName}-credentials`;
  const Code = { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) };
  // It logs to the other function's log group, so that it leaves none behind.
  const settings = { Role, Runtime, LoggingConfig, Handler: 'index.handler' };
  await lambda.send(new CreateFunctionCommand({ FunctionName, Code, ...settings }));
  try {
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    return { credentials: JSON.parse(Payload?.transformToString() ?? '') };
  } finally {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  }
}

/** Every data-plane call on every resource of the service. */
async function everyCall(access: Access): Promise<DataPlaneCall[]> {
  const TableName = await service.output('OrdersTableName');
  const topics = TOPICS.map(async (name) => topicCalls(name, await service.output(`${name}Arn`), access));
  const queues = QUEUES.map(async (name) => queueCalls(name, await service.output(`${name}Url`), access));
  const messaging = await Promise.all([...topics, ...queues]);
  return [...tableCalls(TableName, access), ...indexCalls(TableName, access), ...messaging.flat()];
}

/** The outcome of each call: `allowed`, `refused`, or another error. */
async function tryAll(calls: DataPlaneCall[]): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const { name, send } of calls) outcomes[name] = await send().then(() => 'allowed', outcomeOf);
  return outcomes;
}

function outcomeOf({ name, message }: Error): string {
  if (REFUSALS.includes(name)) return 'refused';
  return HARMLESS.includes(name) ? 'allowed' : `${name}: ${message}`;
}
