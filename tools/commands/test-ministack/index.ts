/**
 * `npm run test:ministack`: deploys to MiniStack with IAM enforced, tries every call with every function's role, runs
 * the flow suite, removes the stack, and looks for anything that is left.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { installPythonTools } from '../../service/python-tools.ts';
import { until } from '../../service/service-client.ts';
import { stackNameOf } from '../../service/stages.ts';
import { accessTo, createTestRun, environmentFor } from '../../service/test-run.ts';
import { allowBatches } from './ministack-quirks.ts';
import { listEverything } from './ministack-state.ts';

const VERSION = '1.5.33';
const STACK = stackNameOf('local');
const START_DEADLINE_MS = 60_000;

const { start, run } = createTestRun();

async function main(): Promise<void> {
  const command = join(await installPythonTools('ministack', [`ministack==${VERSION}`]), 'ministack');

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
    await allowBatches(endpoint, STACK);
    // Before there are messages on the way that it could receive.
    await run('jest', ['--selectProjects', 'enforced'], env);
    await run('jest', ['--selectProjects', 'deployed'], env);
    const made = await resourcesOf(endpoint, STACK);
    await run('serverless', ['remove', '--stage', 'local'], env);
    await stop(ministack);
    checkNothingIsLeft(made, stateDir);
  } finally {
    // All that MiniStack has is its own: with the process, a stack that could not be removed goes too.
    await stop(ministack);
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** What a stack is made of, as `AWS::SQS::Queue OrderQueue`. */
async function resourcesOf(endpoint: string, StackName: string): Promise<string[]> {
  const cloudFormation = new CloudFormationClient(accessTo(endpoint));
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return StackResources.map(({ ResourceType, LogicalResourceId }) => `${ResourceType} ${LogicalResourceId}`);
}

/** @param stateDir where MiniStack saved, when it stopped, what there is in each of its services. */
function checkNothingIsLeft(made: string[], stateDir: string): void {
  const left = listEverything(stateDir);
  if (left.length > 0) {
    const list = left.map((name) => `\n  ${name}`).join('');
    throw new Error(
      `"serverless remove" left this behind:${list}\nGive it to the stack, or have the stack delete it.`,
    );
  }
  console.log(`The stack was made of ${made.length} resources:\n  ${made.sort().join('\n  ')}`);
  console.log('Nothing of it is left in any service.');
}

async function stop(ministack: ChildProcess): Promise<void> {
  if (ministack.exitCode === null && ministack.signalCode === null && ministack.kill())
    await once(ministack, 'exit');
}

async function answer(endpoint: string, ministack: ChildProcess): Promise<true | undefined> {
  if (ministack.exitCode !== null)
    throw new Error('MiniStack ended at once: run .python/ministack/bin/ministack to see why.');
  const response = await fetch(`${endpoint}/_localstack/health`).catch(() => undefined);
  return response?.ok || undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
