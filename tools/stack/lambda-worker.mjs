/**
 * Runs a Lambda function in a worker thread as Lambda's runtime does, one invocation at a time. In JavaScript, because
 * Node would strip types in every thread, which takes as long as a third of a cold start.
 */
import { createRequire } from 'node:module';
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';

/** @type {import('./execution-environment.ts').WorkerData} */
const { file, exportName, context } = workerData;
/** @type {(message: import('./execution-environment.ts').WorkerMessage) => void} */
const send = (message) => parentPort?.postMessage(message);

// A bundle with a source map gets stack traces with the lines of its sources.
process.setSourceMapsEnabled(true);

// Through the same port as the answers, so that the log of an invocation arrives before its answer.
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text) => {
    send({ kind: 'log', text: String(text) });
    return true;
  };
}

/** @param {import('./execution-environment.ts').InvocationRequest} request */
async function invoke({ event, requestId, deadline, traceId }) {
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

function answer(payload, failed) {
  send({ kind: 'answer', payload, failed, memoryBytes: memoryBytes() });
}

/** The memory of this thread. */
function memoryBytes() {
  const { total_heap_size, external_memory } = getHeapStatistics();
  return total_heap_size + external_memory;
}

function describe(error) {
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
