/** Runs a Lambda function in a worker thread as Lambda's runtime does, one invocation at a time. */
import { createRequire } from 'node:module';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';

export type WorkerData = { file: string; exportName: string; context: object };
export type InvocationRequest = { event: string; requestId: string; deadline: number; traceId: string };
export type WorkerMessage =
  | { kind: 'ready'; memoryBytes: number }
  | { kind: 'log'; text: string }
  | { kind: 'answer'; payload: string; failed: boolean; memoryBytes: number };

const { file, exportName, context } = workerData as WorkerData;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);

// Through the same port as the answers, so that the log of an invocation arrives before its answer.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text: string | Uint8Array) => {
    send({ kind: 'log', text: String(text) });
    return true;
  };
}

async function invoke({ event, requestId, deadline, traceId }: InvocationRequest): Promise<void> {
  process.env._X_AMZN_TRACE_ID = traceId;
  try {
    const handler = createRequire(file)(file)[exportName];
    const result = await handler(JSON.parse(event), {
      ...context,
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    answer(JSON.stringify(result ?? null), false);
  } catch (error) {
    const { trace, ...described } = describe(error);
    // As Lambda's Node.js runtime does: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
    const line = [new Date().toISOString(), requestId, 'ERROR', 'Invoke Error '];
    send({ kind: 'log', text: `${line.join('\t')}\t${JSON.stringify({ ...described, stack: trace })}\n` });
    answer(JSON.stringify({ ...described, trace }), true);
  }
}

function answer(payload: string, failed: boolean): void {
  send({ kind: 'answer', payload, failed, memoryBytes: memoryBytes() });
}

/** The memory of this thread. */
function memoryBytes(): number {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

parentPort?.on('message', invoke);
try {
  createRequire(file)(file);
} catch {
  // The first invocation fails with the same error, and reports it.
}
send({ kind: 'ready', memoryBytes: memoryBytes() });
