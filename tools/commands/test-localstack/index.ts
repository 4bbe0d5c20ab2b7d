/**
 * `npm run test:localstack`: deploys stage local-prod, which has all that prod has, to a LocalStack that is running; has
 * it change its keys and change them back, runs the flow suite after each deployment, removes it, looks for what is to
 * stay, and deletes that.
 */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { createServiceClient, until } from '../../service/service-client.ts';
import { endpointOf, stackNameOf } from '../../service/stages.ts';
import { accessTo, createTestRun, environmentFor } from '../../service/test-run.ts';

const STAGE = 'local-prod';
const STACK = stackNameOf(STAGE);
/** What outlasts the stack: with the orders, the key that they were encrypted under for a while. */
const KEPT = ['EncryptionKey', 'OrdersTable'];
/** While a queue is empty, LocalStack looks into it ever more rarely. */
const DRAIN_DEADLINE_MS = 120_000;

const endpoint = endpointOf(STAGE, process.env) ?? '';
const { run, interrupted } = createTestRun();
const env = { ...environmentFor(endpoint), STAGE };
const service = createServiceClient(STAGE, endpoint);
const cloudFormation = new CloudFormationClient(accessTo(endpoint));
const dynamoDB = new DynamoDBClient(accessTo(endpoint));

async function main(): Promise<void> {
  await fetch(endpoint).catch((cause) => {
    const start =
      'start LocalStack with "docker compose up -d --wait", or say in AWS_ENDPOINT_URL where it is';
    throw new Error(`Nothing answers at ${endpoint}: ${start}.`, { cause });
  });
  await deploy('default');
  await run('jest', ['--selectProjects', 'deployed'], env);
  await deploy('kms');
  await run('jest', ['--selectProjects', 'deployed'], env);
  await drain();
  await deploy('default');
  // Once more what goes through the service; the rest has seen no change.
  await run(
    'jest',
    ['--selectProjects', 'deployed', '--testPathPatterns', 'flow/', '--testPathIgnorePatterns', 'contract'],
    env,
  );

  const stackId = await idOfStack();
  const orders = (await service.orders()).length;
  await run('serverless', ['remove', '--stage', STAGE], env);
  const kept = await whatStackKept(stackId);
  await checkKept(kept, orders);
  await deleteKept(kept);
  console.log(`What stage ${STAGE} kept, as prod would, is deleted: ${[...kept.values()].join(', ')}.`);
}

function deploy(encryption: string): Promise<void> {
  console.log(`\nDeploying ${STAGE} with ENCRYPTION=${encryption} to ${endpoint}.`);
  return run('serverless', ['deploy', '--stage', STAGE], { ...env, ENCRYPTION: encryption });
}

/** As docs/operations.md has it before a change from kms to default: messages stay under the key they were sent with. */
async function drain(): Promise<void> {
  for (const queue of await service.queues()) {
    const isEmpty = async () => {
      interrupted.throwIfAborted();
      const { waiting, inFlight } = await service.queueDepth(queue);
      return waiting + inFlight === 0 || undefined;
    };
    await until(`${queue} to be empty`, isEmpty, DRAIN_DEADLINE_MS);
  }
}

/** @throws where there is none. */
async function idOfStack(): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  return Stacks?.[0]?.StackId ?? STACK;
}

/** The physical names of the resources that the stack left behind when it was updated or deleted, by logical id. */
async function whatStackKept(stackId: string): Promise<Map<string, string>> {
  const kept = new Map<string, string>();
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(
    { client: cloudFormation },
    { StackName: stackId },
  ))
    for (const { ResourceStatus, LogicalResourceId = '', PhysicalResourceId = '' } of StackEvents)
      if (ResourceStatus === 'DELETE_SKIPPED') kept.set(LogicalResourceId, PhysicalResourceId);
  return kept;
}

async function checkKept(kept: Map<string, string>, orders: number): Promise<void> {
  const names = [...kept.keys()].sort();
  if (names.join() !== KEPT.join())
    throw new Error(
      `The stack was to leave ${KEPT.join(' and ')}, and left ${names.join(' and ') || 'nothing'}.`,
    );
  const { length } = await service.orders();
  if (length !== orders) throw new Error(`Of ${orders} orders in the table, ${length} outlasted the stack.`);
  console.log(`The stack is gone; the table with its ${orders} orders, and the key, are there.`);
}

/** The commands of docs/operations.md for it. */
async function deleteKept(kept: Map<string, string>): Promise<void> {
  const TableName = kept.get('OrdersTable');
  await dynamoDB.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await dynamoDB.send(new DeleteTableCommand({ TableName }));
  await scheduleKeyDeletion(kept.get('EncryptionKey'));
}

/** In plain HTTP, as no SDK client of KMS is among the packages. LocalStack reads the service's name, and no signature. */
async function scheduleKeyDeletion(KeyId?: string): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      Authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/kms/aws4_request',
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'TrentService.ScheduleKeyDeletion',
    },
    body: JSON.stringify({ KeyId, PendingWindowInDays: 7 }),
  });
  if (!response.ok) throw new Error(`KMS did not take the key's deletion: ${await response.text()}`);
}

try {
  await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  if (await idOfStack().catch(() => undefined)) {
    console.error(
      `Stack ${STACK} is still at ${endpoint}. To try again from there, run this again; to remove it:\n` +
        `  AWS_ENDPOINT_URL=${endpoint} npx serverless remove --stage ${STAGE}\n` +
        'The table and the key that it keeps go when LocalStack stops.',
    );
  }
  process.exitCode = 1;
}
