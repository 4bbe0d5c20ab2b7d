import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Invocation, WorkerData, WorkerMessage } from './lambda-worker.ts';

/** How an invocation ended: the JSON it answered, or the JSON of its error, and what it logged. */
export type Answer = { payload: string; failed: boolean; log: string };

export type LambdaFunction = {
  name: string;
  timeoutSeconds: number;
  /** @param event as JSON. */
  invoke(event: string, requestId?: string): Promise<Answer>;
  stop(): Promise<unknown>;
};

/** What every function here shares. */
export type LambdaHost = {
  region: string;
  endpoint: string;
  onLog(functionName: string, text: string): void;
};

/** Of the template's properties of a function, those that matter here. */
export type FunctionProperties = {
  FunctionName: string;
  Handler: string;
  MemorySize?: number;
  /** Seconds. */
  Timeout?: number;
  Code: { S3Key: string };
  Environment?: { Variables: Record<string, string> };
};

type Parts = {
  definition: Omit<FunctionProperties, 'Code'>;
  arn: string;
  /** The folder with the unpacked bundle. */
  taskRoot: string;
  host: LambdaHost;
};

/** The most worker threads a function gets; a further invocation waits its turn. */
const MAX_CONCURRENCY = 4;
const WORKER = new URL('./lambda-worker.ts', import.meta.url);

/** One Lambda function, in as many worker threads as there are invocations at once, up to a limit. */
export function createLambdaFunction({ definition, arn, taskRoot, host }: Parts): LambdaFunction {
  const { FunctionName: name, Handler, Timeout = 3, MemorySize = 128, Environment } = definition;
  const [modulePath = '', exportName = ''] = Handler.split(/\.(?=[^.]*$)/);
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    name,
    timeoutSeconds: Timeout,
    async invoke(event, requestId = randomUUID()) {
      if (running < MAX_CONCURRENCY) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await run(idle.pop() ?? (await start()), event, requestId);
      } finally {
        // Whoever waits takes over this place.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
    stop: () => Promise.all([...workers].map((worker) => worker.terminate())),
  };

  async function start(): Promise<Worker> {
    const context = {
      functionName: name,
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      memoryLimitInMB: String(MemorySize),
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: 'embedded',
      callbackWaitsForEmptyEventLoop: true,
    };
    const workerData: WorkerData = { file: join(taskRoot, `${modulePath}.js`), exportName, context };
    const worker = new Worker(WORKER, { workerData, env: environment() });
    workers.add(worker);
    // Between two invocations nobody else listens; the next one gets another worker.
    worker.on('error', () => {});
    worker.once('exit', () => {
      workers.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    // What a function starts with does not count against its time-out.
    await new Promise((resolve) => worker.once('message', resolve).once('exit', resolve));
    return worker;
  }

  /** What Lambda puts into a function's environment, and nothing of this process's own. */
  function environment(): Record<string, string> {
    return {
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
  }

  function run(worker: Worker, event: string, requestId: string): Promise<Answer> {
    const fault = (errorType: string, errorMessage: string) =>
      JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` });

    return new Promise((resolve) => {
      let log = '';
      const finish = (payload: string, failed: boolean) => {
        clearTimeout(timer);
        worker.off('exit', onExit).off('error', onError).off('message', onMessage);
        resolve({ payload, failed, log });
      };
      const onExit = () => finish(fault('Runtime.ExitError', 'Runtime exited'), true);
      const onError = (error: Error) => finish(fault(error.name, error.message), true);
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'log') {
          log += message.text;
          host.onLog(name, message.text);
        } else if (message.kind === 'answer') {
          idle.push(worker);
          finish(message.payload, message.failed);
        }
      };
      const timer = setTimeout(() => {
        finish(fault('Sandbox.Timedout', `Task timed out after ${Timeout.toFixed(2)} seconds`), true);
        worker.terminate();
      }, Timeout * 1000);
      worker.on('exit', onExit).on('error', onError).on('message', onMessage);

      const invocation: Invocation = {
        event,
        requestId,
        deadline: Date.now() + Timeout * 1000,
        traceId: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      };
      worker.postMessage(invocation);
    });
  }
}
