import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LOG_STREAM } from './function-log.ts';
import type { FunctionParts } from './lambda-function.ts';
import type { WorkerData, WorkerMessage } from './lambda-worker.ts';

/** Where a function runs, one invocation after the other: a worker thread. */
export type ExecutionEnvironment = {
  worker: Worker;
  /** Resolves when the bundle is loaded, or the worker has ended. */
  ready: Promise<void>;
  /** What it took to get ready, until the first invocation has reported that. */
  initMs: number;
  /** The most that it was seen to hold. */
  memoryBytes: number;
};

const WORKER = new URL('./lambda-worker.ts', import.meta.url);

export function startEnvironment({ definition, arn, taskRoot, host }: FunctionParts): ExecutionEnvironment {
  const { FunctionName: name, Handler, MemorySize = 128, Environment } = definition;
  const [modulePath = '', exportName = ''] = Handler.split(/\.(?=[^.]*$)/);
  const context = {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(MemorySize),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: LOG_STREAM,
    callbackWaitsForEmptyEventLoop: true,
  };
  // What Lambda puts into a function's environment, and nothing of this process's own.
  const env = {
    ...Environment?.Variables,
    AWS_REGION: host.region,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_ENDPOINT_URL: host.endpoint,
    AWS_ACCESS_KEY_ID: name,
    AWS_SECRET_ACCESS_KEY: 'embedded',
    LAMBDA_TASK_ROOT: taskRoot,
    _HANDLER: Handler,
    TZ: ':UTC',
  };
  const workerData: WorkerData = { file: join(taskRoot, `${modulePath}.js`), exportName, context };
  const startedAt = performance.now();
  const worker = new Worker(WORKER, { workerData, env });
  // Between two invocations nobody else listens; the next one gets another worker.
  worker.on('error', () => {});

  const ready = new Promise<void>((resolve) => {
    const onMessage = (message: WorkerMessage) => {
      if (message.kind === 'log') host.onLog(name, message.text);
      if (message.kind !== 'ready') return;
      environment.initMs = performance.now() - startedAt;
      environment.memoryBytes = message.memoryBytes;
      worker.off('message', onMessage);
      resolve();
    };
    worker.on('message', onMessage).once('exit', () => resolve());
  });
  const environment: ExecutionEnvironment = { worker, ready, initMs: 0, memoryBytes: 0 };
  return environment;
}
