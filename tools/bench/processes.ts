import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../service/package-service.ts';
import type { Drive, Driven, Turn } from './drive.ts';
import { NAMES } from './workload.ts';

/** What a function finds in its environment; the same for every variant. */
export const FUNCTION_ENVIRONMENT = {
  ...process.env,
  ...NAMES,
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_REGION: 'us-east-1',
  AWS_REQUEST_TIMEOUT_MS: '1500',
  HIGH_VALUE_THRESHOLD: '100',
  LAMBDA_TASK_ROOT: import.meta.dirname,
  POWERTOOLS_LOG_LEVEL: 'INFO',
  POWERTOOLS_METRICS_NAMESPACE: 'HighValueOrders',
  POWERTOOLS_SERVICE_NAME: 'high-value-orders-bench',
  SWEEP_GRACE_SECONDS: '600',
};

/** A process that told where it answers. */
export type Endpoint = { url: string; stop(): Promise<void> };

/** Where log lines are written. */
export const NOWHERE = openSync('/dev/null', 'w');

/** Starts the stand-in for AWS. */
export function startStandIn(pauseMs: number): Promise<Endpoint> {
  return started(fork(join(import.meta.dirname, 'stand-in.ts'), [String(pauseMs)]));
}

/**
 * Starts the embedded stack. What the functions log is dropped.
 *
 * @param packageDir of the package to start, if not that of stage local.
 */
export function startEmbeddedStack(packageDir = join(PROJECT, 'build', 'local')): Promise<Endpoint> {
  return started(fork(join(PROJECT, 'tools/dev/serve.ts'), [packageDir]));
}

/** A process that drives one handler, which gets warmer from run to run. */
export type Driver = {
  run(orders: number, options?: { collectGarbage?: boolean }): Promise<Driven>;
  stop(): Promise<void>;
};

/** Starts to drive a handler. Its log lines are written to /dev/null: writing them is part of its work. */
export function startDriver(options: Drive, endpoint?: string, names: NodeJS.ProcessEnv = {}): Driver {
  const child = fork(join(import.meta.dirname, 'drive.ts'), [JSON.stringify(options)], {
    env: { ...FUNCTION_ENVIRONMENT, ...names, ...(endpoint !== undefined && { AWS_ENDPOINT_URL: endpoint }) },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', NOWHERE, 'inherit', 'ipc'],
  });
  return {
    async run(orders, { collectGarbage = false } = {}) {
      const turn: Turn = { orders, collectGarbage };
      child.send(turn);
      return (await nextMessage(child)) as Driven;
    },
    stop: () => stop(child),
  };
}

async function started(child: ChildProcess): Promise<Endpoint> {
  const url = String(await nextMessage(child));
  return { url, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

/** What a child process sends next. @throws where it ends without. */
export function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(
        new Error(`${child.spawnargs[1]} ended with ${code} before it answered; its error stands above.`),
      );
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}
