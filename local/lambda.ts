import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { unzipSync } from 'fflate';
import { refusal, type Service } from './gateway.ts';
import type { Invocation, WorkerData, WorkerMessage } from './lambda-worker.ts';
import type { Properties } from './resources.ts';

/** How an invocation ended: the JSON it answered, or the JSON of its error, and what it logged. */
export type Answer = { payload: string; failed: boolean; log: string; requestId: string };

export type LambdaFunctions = {
  /** Takes the function from its zip, as it would be deployed. */
  create(properties: Properties): { name: string; arn: string };
  /** @param nameOrArn of the function. Gives nothing where there is no such function. */
  find(nameOrArn: string): ((event: string) => Promise<Answer>) | undefined;
  stop(): Promise<void>;
};

type Settings = {
  packageDir: string;
  region: string;
  accountId: string;
  endpoint: string;
  onLog(functionName: string, text: string): void;
};

type FunctionProperties = {
  FunctionName: string;
  Handler: string;
  MemorySize?: number;
  Timeout?: number;
  Code: { S3Key: string };
  Environment?: { Variables: Record<string, string> };
};

/** The most worker threads a function gets; a further invocation waits its turn. */
const MAX_CONCURRENCY = 4;
const WORKER = new URL('./lambda-worker.ts', import.meta.url);

export function createLambdaFunctions(settings: Settings): LambdaFunctions {
  const { packageDir, region, accountId } = settings;
  const codeDir = mkdtempSync(join(tmpdir(), 'high-value-orders-'));
  const functions = new Map<string, ReturnType<typeof createFunction>>();

  return {
    create(properties) {
      const definition = properties as FunctionProperties;
      const name = definition.FunctionName;
      const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
      const taskRoot = join(codeDir, name);
      unzip(join(packageDir, basename(definition.Code.S3Key)), taskRoot);
      functions.set(name, createFunction({ definition, arn, taskRoot, settings }));
      return { name, arn };
    },
    find: (nameOrArn) =>
      functions.get(nameOrArn.replace(/^arn:.*:function:/, '').replace(/:.*$/, ''))?.invoke,
    async stop() {
      await Promise.all([...functions.values()].map((each) => each.stop()));
      rmSync(codeDir, { recursive: true, force: true });
    },
  };
}

/** Lambda's Invoke API over the functions. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createLambdaService(functions: LambdaFunctions): Service {
  return async ({ method, url, headers, body }) => {
    const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url) ?? [];
    if (method !== 'POST' || encoded === undefined) {
      return refusal(
        501,
        'NotImplemented',
        `The embedded stack answers Lambda's Invoke only, not ${method} ${url}.`,
      );
    }
    const name = decodeURIComponent(encoded);
    const invoke = functions.find(name);
    if (invoke === undefined) {
      return refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    }
    const event = body.length === 0 ? '{}' : body.toString();
    switch (headers['x-amz-invocation-type']) {
      case 'DryRun':
        return { status: 204, headers: {}, body: '' };
      case 'Event':
        invoke(event);
        return { status: 202, headers: {}, body: '' };
    }
    const { payload, failed, log, requestId } = await invoke(event);
    const answer: Record<string, string> = {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
    };
    if (failed) answer['x-amz-function-error'] = 'Unhandled';
    if (headers['x-amz-log-type'] === 'Tail') {
      answer['x-amz-log-result'] = Buffer.from(log.slice(-4096)).toString('base64');
    }
    return { status: 200, headers: answer, body: payload };
  };
}

type FunctionParts = { definition: FunctionProperties; arn: string; taskRoot: string; settings: Settings };

function createFunction({ definition, arn, taskRoot, settings }: FunctionParts) {
  const { FunctionName: name, Handler, Timeout = 3, MemorySize = 128, Environment } = definition;
  const [modulePath = '', exportName = ''] = Handler.split(/\.(?=[^.]*$)/);
  const workers = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    async invoke(event: string): Promise<Answer> {
      if (running >= MAX_CONCURRENCY) await new Promise<void>((resolve) => waiting.push(resolve));
      running += 1;
      try {
        return await run(idle.pop() ?? (await start()), event);
      } finally {
        running -= 1;
        waiting.shift()?.();
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
    worker.once('exit', () => workers.delete(worker));
    // What a function starts with does not count against its time-out.
    await new Promise((resolve) => worker.once('message', resolve).once('exit', resolve));
    return worker;
  }

  /** What Lambda puts into a function's environment, and nothing of this process's own. */
  function environment(): Record<string, string> {
    return {
      ...Environment?.Variables,
      AWS_REGION: settings.region,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
      AWS_ENDPOINT_URL: settings.endpoint,
      AWS_ACCESS_KEY_ID: name,
      AWS_SECRET_ACCESS_KEY: 'embedded',
      LAMBDA_TASK_ROOT: taskRoot,
      _HANDLER: Handler,
      TZ: ':UTC',
    };
  }

  function run(worker: Worker, event: string): Promise<Answer> {
    const requestId = randomUUID();
    const fault = (errorType: string, errorMessage: string) =>
      JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` });

    return new Promise((resolve) => {
      let log = '';
      const finish = (payload: string, failed: boolean) => {
        clearTimeout(timer);
        worker.removeAllListeners('message').removeAllListeners('error').off('exit', onExit);
        resolve({ payload, failed, log, requestId });
      };
      const onExit = () => finish(fault('Runtime.ExitError', 'Runtime exited'), true);
      const timer = setTimeout(() => {
        finish(fault('Sandbox.Timedout', `Task timed out after ${Timeout.toFixed(2)} seconds`), true);
        worker.terminate();
      }, Timeout * 1000);

      worker.on('exit', onExit);
      worker.on('error', (error) => finish(fault(error.name, error.message), true));
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'log') {
          log += message.text;
          settings.onLog(name, message.text);
        } else if (message.kind === 'answer') {
          idle.push(worker);
          finish(message.payload, message.failed);
        }
      });
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

function unzip(zip: string, into: string): void {
  for (const [path, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
