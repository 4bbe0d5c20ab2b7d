/**
 * `npm run test:localstack`: deploys stage local-prod, with all that prod has, to a running LocalStack, changes its
 * encryption to kms and back, runs the flow suite after each deployment, removes the stack, checks that the resources
 * to be retained are there, and deletes them.
 */
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { accessTo, createServiceClient, untilEmpty } from '../../service/service-client.ts';
import { endpointOf, stackNameOf } from '../../service/stages.ts';
import { createTestRun, environmentFor } from '../../service/test-run.ts';

const STAGE = 'local-prod';
const STACK = stackNameOf(STAGE);
/** What the stack retains: the orders, and the key that encrypted them for a while. */
const RETAINED = ['EncryptionKey', 'OrdersTable'];
/** LocalStack polls an empty queue less and less often. */
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
      'start LocalStack with "docker compose up -d --wait", or set AWS_ENDPOINT_URL to where it is';
    throw new Error(`Nothing answers at ${endpoint}: ${start}.`, { cause });
  });
  await deploy('default');
  await run('jest', ['--selectProjects', 'deployed'], env);
  await deploy('kms');
  await run('jest', ['--selectProjects', 'deployed'], env);
  // As docs/operations.md requires before a change from kms to default: messages keep the key they were sent under.
  const queueDepth = (queue: string) => {
    interrupted.throwIfAborted();
    return service.queueDepth(queue);
  };
  await untilEmpty({ queueDepth }, await service.queues(), DRAIN_DEADLINE_MS);
  await deploy('default');
  // Only the flow through the service: nothing else changed.
  const onlyFlow = ['--testPathPatterns', 'service/anywhere', '--testPathIgnorePatterns', 'contract'];
  await run('jest', ['--selectProjects', 'deployed', ...onlyFlow], env);

  const stackId = await idOfStack();
  const orders = (await service.orders()).length;
  await run('serverless', ['remove', '--stage', STAGE], env);
  const retained = await retainedBy(stackId);
  await checkRetained(retained, orders);
  await deleteRetained(retained);
  console.log(`Deleted what stage ${STAGE} retained, as prod does: ${[...retained.values()].join(', ')}.`);
}

function deploy(encryption: string): Promise<void> {
  console.log(`\nDeploying ${STAGE} with ENCRYPTION=${encryption} to ${endpoint}.`);
  return run('serverless', ['deploy', '--stage', STAGE], { ...env, ENCRYPTION: encryption });
}

/** @throws if there is none. */
async function idOfStack(): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  return Stacks?.[0]?.StackId ?? STACK;
}

/** The physical names of the resources that the stack retained when it was updated or deleted, by logical id. */
async function retainedBy(stackId: string): Promise<Map<string, string>> {
  const retained = new Map<string, string>();
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(
    { client: cloudFormation },
    { StackName: stackId },
  ))
    for (const { ResourceStatus, LogicalResourceId = '', PhysicalResourceId = '' } of StackEvents)
      if (ResourceStatus === 'DELETE_SKIPPED') retained.set(LogicalResourceId, PhysicalResourceId);
  return retained;
}

async function checkRetained(retained: Map<string, string>, orders: number): Promise<void> {
  const names = [...retained.keys()].sort();
  if (names.join() !== RETAINED.join())
    throw new Error(
      `The stack must retain ${RETAINED.join(' and ')}, but retained ${names.join(' and ') || 'nothing'}.`,
    );
  const { length } = await service.orders();
  if (length !== orders) throw new Error(`Of ${orders} orders in the table, ${length} are left.`);
  console.log(`The stack is gone; its key and its table with ${orders} orders are retained.`);
}

/** As docs/operations.md describes. */
async function deleteRetained(retained: Map<string, string>): Promise<void> {
  const TableName = retained.get('OrdersTable');
  await dynamoDB.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
  await dynamoDB.send(new DeleteTableCommand({ TableName }));
  await scheduleKeyDeletion(retained.get('EncryptionKey'));
}

/** In plain HTTP: the SDK's KMS client is not installed. LocalStack reads the service's name and ignores the signature. */
async function scheduleKeyDeletion(KeyId?: string): Promise<void> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${accessTo(endpoint).region}/kms/aws4_request`,
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'TrentService.ScheduleKeyDeletion',
    },
    body: JSON.stringify({ KeyId, PendingWindowInDays: 7 }),
  });
  if (!response.ok) throw new Error(`KMS did not schedule the deletion of the key: ${await response.text()}`);
}

try {
  await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  if (await idOfStack().catch(() => undefined)) {
    console.error(
      `Stack ${STACK} is still at ${endpoint}. To try again from there, run this again; to remove it:\n` +
        `  AWS_ENDPOINT_URL=${endpoint} npx serverless remove --stage ${STAGE}\n` +
        'The table and the key that it retains are deleted when LocalStack stops.',
    );
  }
  process.exitCode = 1;
}
