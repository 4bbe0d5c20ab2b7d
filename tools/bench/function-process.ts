import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { readTemplate } from '../stack/template.ts';
import { PACKAGE } from './bundles.ts';
import type { Load, Measured, Turn } from './load-generator.ts';

/** The environment of every function: its settings from the template, and resources that a fake endpoint accepts. */
function functionEnvironment(): NodeJS.ProcessEnv {
  const functions = Object.values(readTemplate(PACKAGE).Resources).filter(
    ({ Type }) => Type === 'AWS::Lambda::Function',
  );
  const variables = functions.flatMap(({ Properties }) => {
    const environment = Properties?.Environment as { Variables?: object } | undefined;
    return Object.entries(environment?.Variables ?? {}).filter(([, value]) => typeof value === 'string');
  });
  return {
    ...process.env,
    ...Object.fromEntries(variables),
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: import.meta.dirname,
    ORDERS_TABLE_NAME: 'Orders',
    ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:OrderTopic',
    HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:HighValueOrderTopic',
  };
}

export type LoadGenerator = ReturnType<typeof startLoadGenerator>;

/**
 * Starts a process that invokes one handler, which is warmer from run to run.
 *
 * @param environment that differs from {@link functionEnvironment}, such as AWS_ENDPOINT_URL.
 */
export function startLoadGenerator(load: Load, environment: NodeJS.ProcessEnv = {}) {
  const child = forkFunction('load-generator.ts', [JSON.stringify(load)], environment, ['--expose-gc']);
  return {
    async run(orders: number, collectGarbage = false): Promise<Measured> {
      child.send({ orders, collectGarbage } satisfies Turn);
      return (await nextMessage(child)) as Measured;
    },
    stop: () => stopProcess(child),
  };
}

/** Starts a file of tools/bench with a function's environment. Its log lines are written to /dev/null. */
export function forkFunction(
  file: string,
  args: string[],
  environment: NodeJS.ProcessEnv,
  execArgv: string[] = [],
): ChildProcess {
  return fork(join(import.meta.dirname, file), args, {
    env: { ...functionEnvironment(), ...environment },
    execArgv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The next message of a child process. @throws if it ends first. */
export function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) =>
      reject(new Error(`${child.spawnargs[1]} exited with code ${code}; see its error above.`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

/** Disconnects from a child process, which then ends. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (!child.connected) return;
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}
