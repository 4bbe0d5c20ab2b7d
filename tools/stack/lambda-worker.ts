/** Runs one Lambda function in a worker thread, as Lambda's own runtime would: one invocation at a time. */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

export type WorkerData = { file: string; exportName: string; context: object };
export type Invocation = { event: string; requestId: string; deadline: number; traceId: string };
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'log'; text: string }
  | { kind: 'answer'; payload: string; failed: boolean };

const { file, exportName, context } = workerData as WorkerData;
const send = (message: WorkerMessage) => parentPort?.postMessage(message);

// Over the same port as the answers, so that an invocation's log arrives before its answer.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text: string | Uint8Array) => {
    send({ kind: 'log', text: String(text) });
    return true;
  };
}

async function invoke({ event, requestId, deadline, traceId }: Invocation): Promise<void> {
  process.env._X_AMZN_TRACE_ID = traceId;
  try {
    const handler = createRequire(file)(file)[exportName];
    const result = await handler(JSON.parse(event), {
      ...context,
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    send({ kind: 'answer', payload: JSON.stringify(result ?? null), failed: false });
  } catch (error) {
    send({ kind: 'answer', payload: JSON.stringify(describe(error)), failed: true });
  }
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}

parentPort?.on('message', invoke);
try {
  createRequire(file)(file);
} catch {
  // The first invocation meets the same error and answers it.
}
send({ kind: 'ready' });
