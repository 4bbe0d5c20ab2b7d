import { randomUUID } from 'node:crypto';
import { type ExecutionEnvironment, type FunctionParts, startEnvironment } from './execution-environment.ts';
import type { InvocationRequest, WorkerMessage } from './lambda-worker.ts';
import { systemLog } from './system-log.ts';

/** The function's answer or its error, as JSON, and what the invocation logged. */
export type InvocationResult = { payload: string; failed: boolean; log: string };

export type LambdaFunction = {
  name: string;
  timeoutSeconds: number;
  /** @param event as JSON. */
  invoke(event: string, requestId?: string): Promise<InvocationResult>;
  stop(): Promise<unknown>;
};

/** The most worker threads of a function; further invocations wait. */
const MAX_CONCURRENCY = 4;

/** One Lambda function: concurrent invocations run in worker threads of their own. */
export function createLambdaFunction(parts: FunctionParts): LambdaFunction {
  const { definition, host } = parts;
  const { FunctionName: name, Timeout = 3, MemorySize = 128 } = definition;
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
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
        // The next in line takes this place.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
    stop: () => Promise.all([...environments].map(({ worker }) => worker.terminate())),
  };

  async function start(): Promise<ExecutionEnvironment> {
    const environment = startEnvironment(parts);
    environments.add(environment);
    environment.worker.once('exit', () => {
      environments.delete(environment);
      if (idle.includes(environment)) idle.splice(idle.indexOf(environment), 1);
    });
    // The cold start does not count against the function's timeout.
    await environment.ready;
    return environment;
  }

  function run(
    environment: ExecutionEnvironment,
    event: string,
    requestId: string,
  ): Promise<InvocationResult> {
    const { worker } = environment;
    const startedAt = performance.now();

    return new Promise((resolve) => {
      let log = '';
      const write = (text: string) => {
        log += text;
        host.onLog(name, text);
      };
      const finish = (payload: string, failed: boolean) => {
        clearTimeout(timer);
        worker.off('exit', onExit).off('error', onError).off('message', onMessage);
        const { initMs, memoryBytes } = environment;
        environment.initMs = 0;
        const usage = { milliseconds: performance.now() - startedAt, initMs, usedMB: memoryBytes / 2 ** 20 };
        write(systemLog.end(requestId));
        write(systemLog.report(requestId, { ...usage, memoryMB: MemorySize }));
        resolve({ payload, failed, log });
      };
      const fail = (errorType: string, message: string) => {
        write(systemLog.fault(requestId, message));
        finish(
          JSON.stringify({ errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }),
          true,
        );
      };
      const onExit = () => fail('Runtime.ExitError', 'Runtime exited');
      const onError = (error: Error) => fail(error.name, error.message);
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'log') write(message.text);
        else if (message.kind === 'answer') {
          environment.memoryBytes = Math.max(environment.memoryBytes, message.memoryBytes);
          idle.push(environment);
          finish(message.payload, message.failed);
        }
      };
      const timer = setTimeout(() => {
        fail('Sandbox.Timedout', `Task timed out after ${Timeout.toFixed(2)} seconds`);
        worker.terminate();
      }, Timeout * 1000);
      worker.on('exit', onExit).on('error', onError).on('message', onMessage);
      write(systemLog.start(requestId));

      const invocation: InvocationRequest = {
        event,
        requestId,
        deadline: Date.now() + Timeout * 1000,
        traceId: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replaceAll('-', '').slice(0, 24)}`,
      };
      worker.postMessage(invocation);
    });
  }
}
