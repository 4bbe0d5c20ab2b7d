import { randomUUID } from 'node:crypto';
import { type ApiHandler, type ApiRequest, type ApiResponse, errorResponse } from './api.ts';
import type { InvocationResult, LambdaFunction } from './lambda-function.ts';

type Functions = { find(name: string): Pick<LambdaFunction, 'invoke' | 'isPaused'> | undefined };

/** Bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNCHRONOUS_BYTES = 6_291_456;
const MAX_ASYNCHRONOUS_BYTES = 1_048_576;
const MAX_LOG_BYTES = 4096;

const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
const LOG_TYPES = ['None', 'Tail'] as const;

/** Lambda's Invoke. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createInvokeApi(functions: Functions): ApiHandler {
  return async (request) => {
    try {
      return await invoke(functions, request);
    } catch (error) {
      if (error instanceof InvokeError) return errorResponse(error.status, error.name, error.message);
      throw error;
    }
  };
}

/** An invocation that Lambda refuses without running the function. */
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
    const message = `The embedded stack supports Lambda's Invoke only, not ${method} ${url}.`;
    throw new InvokeError(501, 'NotImplemented', message);
  }
  const type = oneOf('invocation type', headers['x-amz-invocation-type'], TYPES);
  const logType = oneOf('log type', headers['x-amz-log-type'], LOG_TYPES);
  checkSize(body, type);
  const lambda = find(functions, decodeURIComponent(encoded), searchParams.get('Qualifier') ?? '$LATEST');
  const event = parse(body);

  const requestId = randomUUID();
  const responseHeaders: Record<string, string> = { 'x-amzn-requestid': requestId };
  if (type === 'DryRun') return { status: 204, headers: responseHeaders, body: '' };
  // As with a reserved concurrency of zero. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  if (lambda.isPaused && type === 'RequestResponse')
    throw new InvokeError(429, 'TooManyRequestsException', 'Rate Exceeded.');
  const result = lambda.invoke(event, requestId);
  if (type === 'Event') return { status: 202, headers: responseHeaders, body: '' };

  const { payload, failed, log } = limitSize(await result);
  responseHeaders['content-type'] = 'application/json';
  responseHeaders['x-amz-executed-version'] = '$LATEST';
  if (failed) responseHeaders['x-amz-function-error'] = 'Unhandled';
  if (logType === 'Tail') {
    responseHeaders['x-amz-log-result'] = Buffer.from(log).subarray(-MAX_LOG_BYTES).toString('base64');
  }
  return { status: 200, headers: responseHeaders, body: payload };
}

/** The value of a header: one of `values`, the first by default. */
function oneOf<T extends string>(name: string, value: string | undefined, values: readonly [T, ...T[]]): T {
  const chosen = value === undefined ? values[0] : values.find((known) => known === value);
  if (chosen !== undefined) return chosen;
  const message = `The ${name} is one of ${values.join(', ')}, not ${value}.`;
  throw new InvokeError(400, 'InvalidParameterValueException', message);
}

/** @param name such as `example`, `example:$LATEST`, `000000000000:function:example`, or an ARN. */
function find(functions: Functions, name: string, qualifier: string) {
  const [, plain = '', version = qualifier] = /^(?:.*:function:)?([^:]+)(?::(.+))?$/.exec(name) ?? [];
  const lambda = functions.find(plain);
  if (lambda !== undefined && version === '$LATEST') return lambda;
  const named = version === '$LATEST' ? plain : `${plain}:${version}`;
  throw new InvokeError(404, 'ResourceNotFoundException', `Function not found: ${named}`);
}

/** The event as JSON text. */
function parse(payload: Buffer): string {
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

/** A function fails if its answer is too large. */
function limitSize(result: InvocationResult): InvocationResult {
  if (Buffer.byteLength(result.payload) <= MAX_SYNCHRONOUS_BYTES) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_SYNCHRONOUS_BYTES} bytes).`;
  const payload = JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
  return { ...result, payload, failed: true };
}
