import {
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { accessTo } from '../../../../tools/service/service-client.ts';
import { createInvokeApi } from '../../../../tools/stack/invoke.ts';
import type { InvocationResult } from '../../../../tools/stack/lambda-function.ts';
import { send, signedFor, useGateways } from '../../../support/gateways.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:example';
const TYPES = ['RequestResponse', 'Event', 'DryRun'] as const;
const MEGABYTE = 1024 * 1024;

const startGatewayTo = useGateways();

/** Starts a gateway with one function, `example`, which is stopped after the test. */
async function startWithFunction(result: Partial<InvocationResult> = {}, isPaused = false) {
  const invocations: { event: string; requestId: string }[] = [];
  const functions: Parameters<typeof createInvokeApi>[0] = {
    find(name) {
      if (name !== 'example') return undefined;
      return {
        isPaused,
        async invoke(event, requestId = 'none') {
          invocations.push({ event, requestId });
          return { payload: '{"answer":1}', failed: false, log: '', ...result };
        },
      };
    },
  };
  const gateway = await startGatewayTo({ lambda: createInvokeApi(functions) });
  const client = new LambdaClient({ ...accessTo(gateway.endpoint), maxAttempts: 1 });
  const invoke = (input: Partial<InvokeCommandInput> = {}) =>
    client.send(new InvokeCommand({ FunctionName: 'example', ...input }));
  return { gateway, invoke, invocations };
}

/** JSON text of that size. */
const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;

describe('a synchronous invocation', () => {
  test.each([
    ['answer', {}, undefined, '{"answer":1}'],
    ['error', { payload: '{"errorType":"E"}', failed: true }, 'Unhandled', '{"errorType":"E"}'],
  ])('answers 200 with the %s of the function', async (_, result, error, expected) => {
    const { invoke, invocations } = await startWithFunction(result);

    const { StatusCode, Payload, ExecutedVersion, FunctionError, LogResult, $metadata } = await invoke({
      Payload: '{"a":1}',
    });

    expect({ StatusCode, ExecutedVersion, FunctionError, LogResult }).toEqual({
      ...{ StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: error, LogResult: undefined },
    });
    expect(Payload?.transformToString()).toBe(expected);
    expect(invocations).toEqual([{ event: '{"a":1}', requestId: $metadata.requestId }]);
  });

  test('without a payload has an empty event', async () => {
    const { invoke, invocations } = await startWithFunction();

    await invoke();

    expect(invocations).toMatchObject([{ event: '{}' }]);
  });

  test.each([
    ['Tail', 'é'.repeat(2048)],
    ['None', ''],
  ] as const)(
    'with the log type %s gives the last 4 KB of the log, or nothing',
    async (LogType, expected) => {
      const { invoke } = await startWithFunction({ log: `first${'é'.repeat(2048)}` });

      const { LogResult = '' } = await invoke({ LogType });

      expect(Buffer.from(LogResult, 'base64').toString()).toBe(expected);
    },
  );

  test('fails if the function answers more than 6 MB', async () => {
    const { invoke } = await startWithFunction({ payload: jsonOf(6 * MEGABYTE + 1) });

    const { StatusCode, FunctionError, Payload } = await invoke();

    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291456 bytes).',
    });
  });
});

test.each([
  ['an asynchronous invocation answers 202 at once, without the result', 'Event', 202, 1],
  ['a dry run answers 204, and does not run the function', 'DryRun', 204, 0],
] as const)('%s', async (_, InvocationType, status, runs) => {
  const { invoke, invocations } = await startWithFunction({ failed: true, log: 'first' });

  const { StatusCode, Payload, ExecutedVersion, FunctionError, LogResult, $metadata } = await invoke({
    ...{ InvocationType, LogType: 'Tail', Payload: '{"a":1}' },
  });

  expect({ StatusCode, ExecutedVersion, FunctionError, LogResult }).toEqual({ StatusCode: status });
  expect(Payload?.transformToString() ?? '').toBe('');
  expect(invocations).toEqual([{ event: '{"a":1}', requestId: $metadata.requestId }].slice(0, runs));
});

describe.each(TYPES)('an invocation of type %s', (InvocationType) => {
  test.each([
    ['example', undefined],
    ['example:$LATEST', undefined],
    ['example', '$LATEST'],
    ['000000000000:function:example', undefined],
    [ARN, undefined],
    [`${ARN}:$LATEST`, undefined],
  ])('finds the function by %s, version %s', async (FunctionName, Qualifier) => {
    const { invoke } = await startWithFunction();

    const { StatusCode } = await invoke({ FunctionName, Qualifier, InvocationType });

    expect(StatusCode).toBeLessThan(300);
  });

  const NOT_JSON = 'Could not parse request body into json: ';

  test.each([
    [{ FunctionName: 'no-such-function' }, ResourceNotFoundException, 'Function not found: no-such-function'],
    [{ FunctionName: 'example:PROD' }, ResourceNotFoundException, 'Function not found: example:PROD'],
    [{ Qualifier: '7' }, ResourceNotFoundException, 'Function not found: example:7'],
    [{ Payload: 'not json' }, InvalidRequestContentException, NOT_JSON],
    [{ Payload: '{"a":1' }, InvalidRequestContentException, NOT_JSON],
    [{ Payload: Buffer.from([0x22, 0xff, 0x22]) }, InvalidRequestContentException, NOT_JSON],
  ])('is refused, and runs nothing: %p', async (input, error, message) => {
    const { invoke, invocations } = await startWithFunction();

    const refusal = await invoke({ ...input, InvocationType }).catch((thrown) => thrown);

    expect(refusal).toBeInstanceOf(error);
    expect(refusal).toMatchObject({
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: error === ResourceNotFoundException ? 404 : 400 },
    });
    expect(invocations).toEqual([]);
  });
});

test.each([
  ['RequestResponse', 6 * MEGABYTE],
  ['Event', MEGABYTE],
] as const)('an invocation of type %s takes at most %d bytes', async (InvocationType, bytes) => {
  const { invoke, invocations } = await startWithFunction();

  await invoke({ InvocationType, Payload: jsonOf(bytes) });
  const error = await invoke({ InvocationType, Payload: jsonOf(bytes + 1) }).catch((refused) => refused);

  expect(error).toBeInstanceOf(RequestTooLargeException);
  expect(error).toMatchObject({
    message: `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`,
    $metadata: { httpStatusCode: 413 },
  });
  expect(invocations).toHaveLength(1);
});

test.each([
  [
    { 'x-amz-invocation-type': 'Later' },
    'The invocation type is one of RequestResponse, Event, DryRun, not Later.',
  ],
  [{ 'x-amz-log-type': 'Head' }, 'The log type is one of None, Tail, not Head.'],
])('an unknown type is refused: %p', async (header, message) => {
  const { gateway, invocations } = await startWithFunction();

  const { status, headers, body } = await send(gateway, {
    path: '/2015-03-31/functions/example/invocations',
    headers: { ...signedFor('lambda'), ...(header as Record<string, string>) },
    body: '{}',
  });

  expect([status, headers['x-amzn-errortype']]).toEqual([400, 'InvalidParameterValueException']);
  expect(JSON.parse(body).message).toBe(message);
  expect(invocations).toEqual([]);
});

test('a paused function refuses a synchronous invocation, as Lambda does without concurrency', async () => {
  const { invoke, invocations } = await startWithFunction({}, true);

  await expect(invoke()).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    message: 'Rate Exceeded.',
  });

  expect(invocations).toEqual([]);
});

test('another operation of Lambda is refused', async () => {
  const { gateway } = await startWithFunction();

  const { status, body } = await send(gateway, {
    ...{ path: '/2015-03-31/functions', headers: signedFor('lambda') },
  });

  expect(status).toBe(501);
  expect(JSON.parse(body).message).toBe(
    "The embedded stack supports Lambda's Invoke only, not POST /2015-03-31/functions.",
  );
});
