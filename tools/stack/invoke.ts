import { randomUUID } from 'node:crypto';
import { type ApiRequest, type ApiResponse, refusal, type Service } from './gateway.ts';
import type { LambdaFunctions } from './lambda.ts';
import type { Answer } from './lambda-function.ts';

type Functions = Pick<LambdaFunctions, 'find'>;

/** Bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNCHRONOUS_BYTES = 6_291_456;
const MAX_ASYNCHRONOUS_BYTES = 1_048_576;
const MAX_LOG_BYTES = 4096;

const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
const LOG_TYPES = ['None', 'Tail'] as const;

/** Lambda's Invoke over the functions. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createInvokeService(functions: Functions): Service {
  return async (request) => {
    try {
      return await invoke(functions, request);
    } catch (error) {
      if (error instanceof InvokeError) return refusal(error.status, error.name, error.message);
      throw error;
    }
  };
}

/** Lambda refuses an invocation before the function sees any of it. */
class InvokeError extends Error {
  readonly status: number;

  constructor(status: number, name: string, message: string) {
    super(message);
    this.status = status;
    this.name = name;
  }
}

async function invoke(
  functions: Functions,
  { method, url, headers, body }: ApiRequest,
): Promise<ApiResponse> {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(pathname) ?? [];
  if (method !== 'POST' || encoded === undefined) {
    const message = `The embedded stack answers Lambda's Invoke only, not ${method} ${url}.`;
    throw new InvokeError(501, 'NotImplemented', message);
  }
  const type = choice('invocation type', headers['x-amz-invocation-type'], TYPES);
  const logType = choice('log type', headers['x-amz-log-type'], LOG_TYPES);
  checkSize(body, type);
  const lambda = find(functions, decodeURIComponent(encoded), searchParams.get('Qualifier') ?? '$LATEST');
  const event = read(body);

  const requestId = randomUUID();
  const answer: Record<string, string> = { 'x-amzn-requestid': requestId };
  if (type === 'DryRun') return { status: 204, headers: answer, body: '' };
  const invocation = lambda.invoke(event, requestId);
  if (type === 'Event') return { status: 202, headers: answer, body: '' };

  const { payload, failed, log } = withinBounds(await invocation);
  answer['content-type'] = 'application/json';
  answer['x-amz-executed-version'] = '$LATEST';
  if (failed) answer['x-amz-function-error'] = 'Unhandled';
  if (logType === 'Tail') {
    answer['x-amz-log-result'] = Buffer.from(log).subarray(-MAX_LOG_BYTES).toString('base64');
  }
  return { status: 200, headers: answer, body: payload };
}

/** One of the values that a header may have; the first, where it is not there. */
function choice<T extends string>(name: string, value: string | undefined, values: readonly [T, ...T[]]): T {
  const chosen = value === undefined ? values[0] : values.find((known) => known === value);
  if (chosen !== undefined) return chosen;
  const message = `The ${name} is one of ${values.join(', ')}, not ${value}.`;
  throw new InvokeError(400, 'InvalidParameterValueException', message);
}

/** @param name such as `example`, `example:$LATEST`, `000000000000:function:example`, or the whole ARN. */
function find(functions: Functions, name: string, qualifier: string) {
  const [, plain = '', version = qualifier] = /^(?:.*:function:)?([^:]+)(?::(.+))?$/.exec(name) ?? [];
  const lambda = functions.find(plain);
  if (lambda !== undefined && version === '$LATEST') return lambda;
  const named = version === '$LATEST' ? plain : `${plain}:${version}`;
  throw new InvokeError(404, 'ResourceNotFoundException', `Function not found: ${named}`);
}

/** The event as JSON text. */
function read(payload: Buffer): string {
  if (payload.length === 0) return '{}';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    JSON.parse(text);
    return text;
  } catch (error) {
    const message = `Could not parse request body into json: ${error instanceof Error ? error.message : error}`;
    throw new InvokeError(400, 'InvalidRequestContentException', message);
  }
}

function checkSize(payload: Buffer, type: (typeof TYPES)[number]): void {
  const bytes = type === 'Event' ? MAX_ASYNCHRONOUS_BYTES : MAX_SYNCHRONOUS_BYTES;
  if (payload.length <= bytes) return;
  const message = `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`;
  throw new InvokeError(413, 'RequestTooLargeException', message);
}

/** A function that answers too much has failed. */
function withinBounds(answer: Answer): Answer {
  if (Buffer.byteLength(answer.payload) <= MAX_SYNCHRONOUS_BYTES) return answer;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_SYNCHRONOUS_BYTES} bytes).`;
  const payload = JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
  return { ...answer, payload, failed: true };
}
