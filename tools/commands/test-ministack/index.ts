/**
 * `npm run test:ministack`: deploys to MiniStack with IAM enforced, tries every call with every function's role, runs
 * the flow suite, removes the stack, and checks that nothing is left.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { installPythonTools } from '../../service/python-tools.ts';
import { runCommand } from '../../service/run-command.ts';
import { accessTo, until } from '../../service/service-client.ts';
import { stackNameOf } from '../../service/stages.ts';
import { createTestRun, environmentFor } from '../../service/test-run.ts';
import { allowBatchActions } from './batch-actions.ts';
import { listLeftovers } from './leftovers.ts';

const VERSION = '1.5.33';
/** What the programs of docs/contract.md need, and another validator of its schemas. */
const GUIDE_PACKAGES = ['awscli==1.46.3', 'boto3==1.44.5', 'jsonschema==4.26.0'];
const STACK = stackNameOf('local');
const START_DEADLINE_MS = 60_000;

const { start, run } = createTestRun();

async function main(): Promise<void> {
  const command = join(await installPythonTools('ministack', [`ministack==${VERSION}`]), 'ministack');

  const programs = await installPythonTools('contract', GUIDE_PACKAGES);

  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const env = environmentFor(endpoint);

  console.log(`Starting MiniStack ${VERSION} with IAM enforced on port ${port}.`);
  const temporary = mkdtempSync(join(tmpdir(), 'ministack-'));
  const stateDir = join(temporary, 'state');
  const settings = {
    ...{ GATEWAY_PORT: String(port), BIND_HOST: '127.0.0.1', AUTH: 'true', TMPDIR: temporary },
    ...{ PERSIST_STATE: '1', STATE_DIR: stateDir },
  };
  const ministack = start(command, [], { ...env, ...settings }, 'ignore');
  try {
    await until('MiniStack to answer', () => answer(endpoint, ministack), START_DEADLINE_MS);
    await run('serverless', ['deploy', '--stage', 'local'], env);
    await allowBatchActions(endpoint, STACK);
    // First, while there are no messages that it could receive.
    await run('jest', ['--selectProjects', 'enforced'], env);
    await run('jest', ['--selectProjects', 'deployed'], { ...env, PYTHON: join(programs, 'python') });
    const made = await resourcesOf(endpoint, STACK);
    await run('serverless', ['remove', '--stage', 'local'], env);
    await stop(ministack);
    checkNothingIsLeft(made, stateDir);
  } finally {
    // A stack that could not be removed ends with the process.
    await stop(ministack);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The resources of a stack, as `AWS::SQS::Queue OrderQueue`. */
async function resourcesOf(endpoint: string, StackName: string): Promise<string[]> {
  const cloudFormation = new CloudFormationClient(accessTo(endpoint));
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources.map(({ ResourceType, LogicalResourceId }) => `${ResourceType} ${LogicalResourceId}`);
}

/** @param stateDir where MiniStack saved its state when it stopped. @throws if anything of the stack is left. */
function checkNothingIsLeft(made: string[], stateDir: string): void {
  const left = listLeftovers(stateDir);
  if (left.length > 0) {
    const list = left.map((name) => `\n  ${name}`).join('');
    throw new Error(
      `"serverless remove" left this behind:${list}\nAdd it to the stack, or have the stack delete it.`,
    );
  }
  console.log(`The stack had ${made.length} resources:\n  ${made.sort().join('\n  ')}`);
  console.log('None of them is left.');
}

async function stop(ministack: ChildProcess): Promise<void> {
  if (ministack.exitCode === null && ministack.signalCode === null && ministack.kill())
    await once(ministack, 'exit');
}

async function answer(endpoint: string, ministack: ChildProcess): Promise<true | undefined> {
  if (ministack.exitCode !== null)
    throw new Error('MiniStack exited: run .python/ministack/bin/ministack to see why.');
  const response = await fetch(`${endpoint}/_localstack/health`).catch(() => undefined);
  return response?.ok || undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

await runCommand(main);
