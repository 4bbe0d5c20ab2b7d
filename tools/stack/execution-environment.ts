import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LOG_STREAM } from './function-log.ts';
import type { Observe } from './observation.ts';

/** What all functions share. */
export type LambdaHost = {
  region: string;
  endpoint: string;
  /** Whether a debugger may pause functions, so that nothing must time out. */
  debugging: boolean;
  onLog(functionName: string, text: string): void;
  observe?: Observe | undefined;
};

/** The properties of AWS::Lambda::Function that are supported. */
export type FunctionProperties = {
  FunctionName: string;
  Handler: string;
  MemorySize?: number;
  /** Seconds. */
  Timeout?: number;
  Code: { S3Key: string };
  Environment?: { Variables: Record<string, string> };
};

export type FunctionParts = {
  definition: Omit<FunctionProperties, 'Code'>;
  arn: string;
  /** The folder with the unpacked bundle. */
  taskRoot: string;
  host: LambdaHost;
};

/** A worker thread that runs a function, one invocation at a time. */
export type ExecutionEnvironment = {
  /** What it was started with. */
  parts: FunctionParts;
  worker: Worker;
  hasExited: boolean;
  /** Resolves when the bundle is loaded or the worker has ended. */
  ready: Promise<void>;
  /** How long the start took; 0 once the first invocation has reported it. */
  initMs: number;
  /** The peak memory after an invocation. */
  memoryBytes: number;
};

/** What the worker is started with, and the messages to it and from it. */
export type WorkerData = { file: string; exportName: string; context: object };
export type InvocationRequest = { event: string; requestId: string; deadline: number; traceId: string };
export type WorkerMessage =
  | { kind: 'ready'; memoryBytes: number }
  | { kind: 'log'; text: string }
  | { kind: 'answer'; payload: string; failed: boolean; memoryBytes: number };

const WORKER = new URL('./lambda-worker.mjs', import.meta.url);

export function startEnvironment(parts: FunctionParts): ExecutionEnvironment {
  const { definition, arn, taskRoot, host } = parts;
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
  // What Lambda sets, and nothing from this process.
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
  const worker = new Worker(WORKER, { workerData, env, name: basename(modulePath) });
  // A crash between two invocations must not end this process; the next invocation starts another worker.
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
    worker.on('message', onMessage).once('exit', () => {
      environment.hasExited = true;
      resolve();
    });
  });
  const environment: ExecutionEnvironment = {
    parts,
    worker,
    hasExited: false,
    ready,
    initMs: 0,
    memoryBytes: 0,
  };
  return environment;
}
