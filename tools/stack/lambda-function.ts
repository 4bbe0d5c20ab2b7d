import { randomUUID } from 'node:crypto';
import {
  type ExecutionEnvironment,
  type FunctionParts,
  type FunctionProperties,
  type InvocationRequest,
  startEnvironment,
  type WorkerMessage,
} from './execution-environment.ts';
import { type InvocationTrigger, timestamp } from './observation.ts';
import { systemLog } from './system-log.ts';
import type { Properties } from './template.ts';

/** The function's answer or its error, as JSON, and what the invocation logged. */
export type InvocationResult = { payload: string; failed: boolean; log: string };

export type LambdaFunction = {
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly isRunning: boolean;
  /** The number of worker threads. */
  readonly workers: number;
  /** @param event as JSON. A paused function runs it once it is resumed. */
  invoke(event: string, requestId?: string, trigger?: InvocationTrigger): Promise<InvocationResult>;
  readonly isPaused: boolean;
  /** Pauses or resumes the function. Invocations under way are not affected. */
  pause(isPaused: boolean): void;
  untilResumed(): Promise<void>;
  /** Ends the worker thread of an invocation, which fails. */
  crash(traceId: string): Promise<void>;
  /** Loads the code again, with other settings if any are given. Invocations under way finish on the old ones. */
  update(properties?: Properties): void;
  /** Ends the worker threads. Invocations under way fail. */
  stop(): Promise<unknown>;
};

/** The most worker threads of a function; further invocations wait. */
const MAX_CONCURRENCY = 4;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** One Lambda function: concurrent invocations run in worker threads of their own. */
export function createLambdaFunction(initial: FunctionParts): LambdaFunction {
  let parts = initial;
  const name = parts.definition.FunctionName;
  const environments = new Set<ExecutionEnvironment>();
  const idle: ExecutionEnvironment[] = [];
  const waiting: (() => void)[] = [];
  const byTraceId = new Map<string, ExecutionEnvironment['worker']>();
  let resumed = Promise.resolve();
  let resume: (() => void) | undefined;
  let running = 0;
  let isStopped = false;

  return {
    name,
    get timeoutSeconds() {
      return timeoutOf(parts);
    },
    get workers() {
      return environments.size;
    },
    get isRunning() {
      return running > 0;
    },
    get isPaused() {
      return resume !== undefined;
    },
    pause,
    untilResumed: () => resumed,
    async crash(traceId) {
      await byTraceId.get(traceId)?.terminate();
    },
    async invoke(event, requestId = randomUUID(), trigger = 'invoke') {
      if (resume !== undefined) await resumed;
      if (running < MAX_CONCURRENCY) running += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        if (isStopped) return { payload: JSON.stringify({ errorMessage: 'Stopped' }), failed: true, log: '' };
        const environment = idle.pop() ?? start();
        // The cold start does not count against the function's timeout.
        await environment.ready;
        return await run(environment, event, requestId, trigger);
      } finally {
        // The next in line takes this place.
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
    update(properties) {
      parts = { ...parts, ...(properties && { definition: properties as FunctionProperties }) };
      for (const { worker } of idle.splice(0)) worker.terminate();
      // For the next invocation, so that it need not wait for a cold start.
      idle.push(start());
    },
    stop() {
      isStopped = true;
      pause(false);
      return Promise.all([...environments].map(({ worker }) => worker.terminate()));
    },
  };

  function pause(isPaused: boolean): void {
    if (!isPaused) {
      resume?.();
      resume = undefined;
    } else if (resume === undefined) {
      ({ promise: resumed, resolve: resume } = Promise.withResolvers<void>());
    }
  }

  function start(): ExecutionEnvironment {
    const environment = startEnvironment(parts);
    environments.add(environment);
    environment.worker.once('exit', () => {
      environments.delete(environment);
      if (idle.includes(environment)) idle.splice(idle.indexOf(environment), 1);
    });
    return environment;
  }

  function run(
    environment: ExecutionEnvironment,
    event: string,
    id: string,
    trigger: InvocationTrigger,
  ): Promise<InvocationResult> {
    const { worker } = environment;
    const { definition, host } = environment.parts;
    const timeoutSeconds = timeoutOf(environment.parts);
    const startedAt = performance.now();
    const traceId = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${id.replaceAll('-', '').slice(0, 24)}`;
    byTraceId.set(traceId, worker);
    const details = { id, functionName: name, traceId, trigger, event, at: timestamp() };
    host.observe?.({ type: 'invocation started', ...details });

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
        write(systemLog.end(id));
        write(systemLog.report(id, { ...usage, memoryMB: definition.MemorySize ?? 128 }));
        byTraceId.delete(traceId);
        const ended = { id, functionName: name, payload, failed, log, at: timestamp() };
        host.observe?.({ type: 'invocation ended', ...ended });
        resolve({ payload, failed, log });
      };
      const fail = (errorType: string, message: string) => {
        write(systemLog.fault(id, message));
        finish(JSON.stringify({ errorType, errorMessage: `RequestId: ${id} Error: ${message}` }), true);
      };
      const onExit = () => fail('Runtime.ExitError', 'Runtime exited');
      const onError = (error: Error) => fail(error.name, error.message);
      const onMessage = (message: WorkerMessage) => {
        if (message.kind === 'log') write(message.text);
        else if (message.kind === 'answer') {
          environment.memoryBytes = Math.max(environment.memoryBytes, message.memoryBytes);
          if (environment.parts === parts) idle.push(environment);
          else worker.terminate();
          finish(message.payload, message.failed);
        }
      };
      const onTimeout = () => {
        fail('Sandbox.Timedout', `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
        worker.terminate();
      };
      const timer = host.debugging ? undefined : setTimeout(onTimeout, timeoutSeconds * 1000);
      write(systemLog.start(id));
      if (environment.hasExited) {
        onExit();
        return;
      }
      worker.on('exit', onExit).on('error', onError).on('message', onMessage);
      const invocation: InvocationRequest = {
        event,
        requestId: id,
        deadline: Date.now() + timeoutSeconds * 1000,
        traceId,
      };
      worker.postMessage(invocation);
    });
  }
}

function timeoutOf({ definition }: FunctionParts): number {
  return definition.Timeout ?? DEFAULT_TIMEOUT_SECONDS;
}
