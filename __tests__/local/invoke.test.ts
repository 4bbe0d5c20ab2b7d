import {
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { createInvokeService } from '../../local/invoke.ts';
import type { LambdaFunctions } from '../../local/lambda.ts';
import type { Answer } from '../../local/lambda-function.ts';
import { post, signedFor, useGateways } from '../support/gateways.ts';

const startGatewayTo = useGateways();

const MEGABYTE = 1024 * 1024;
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:example';

/** A gateway to one function named `example`, and what it was invoked with. */
async function startWithFunction(answer: Partial<Answer> = {}) {
  const invocations: { event: string; requestId: string }[] = [];
  const functions: Pick<LambdaFunctions, 'find'> = {
    find(name) {
      if (name !== 'example') return undefined;
      return {
        name,
        timeoutSeconds: 3,
        async invoke(event, requestId = 'none') {
          invocations.push({ event, requestId });
          return { payload: '{"answer":1}', failed: false, log: '', ...answer };
        },
        async stop() {},
      };
    },
  };
  const gateway = await startGatewayTo({ lambda: createInvokeService(functions) });
  const client = new LambdaClient({
    endpoint: gateway.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const invoke = (input: Partial<InvokeCommandInput> = {}) =>
    client.send(new InvokeCommand({ FunctionName: 'example', ...input }));
  return { gateway, invoke, invocations };
}

/** JSON text of so many bytes. */
const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;

describe('a synchronous invocation', () => {
  test('answers 200 with what the function answered, the version, and the id of the request', async () => {
    const { invoke, invocations } = await startWithFunction();

    const { StatusCode, Payload, ExecutedVersion, FunctionError, LogResult, $metadata } = await invoke({
      Payload: '{"a":1}',
    });

    expect({ StatusCode, ExecutedVersion, FunctionError, LogResult }).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
    });
    expect(Payload?.transformToString()).toBe('{"answer":1}');
    expect(invocations).toEqual([{ event: '{"a":1}', requestId: $metadata.requestId }]);
  });

  test('answers 200 too where the function failed, and says so', async () => {
    const { invoke } = await startWithFunction({ payload: '{"errorType":"RangeError"}', failed: true });

    const { StatusCode, Payload, ExecutedVersion, FunctionError } = await invoke({ Payload: '{}' });

    expect({ StatusCode, ExecutedVersion, FunctionError }).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      FunctionError: 'Unhandled',
    });
    expect(Payload?.transformToString()).toBe('{"errorType":"RangeError"}');
  });

  test('without a payload is one with an empty event', async () => {
    const { invoke, invocations } = await startWithFunction();

    await invoke();

    expect(invocations).toMatchObject([{ event: '{}' }]);
  });

  test('gives the last 4 KB of its log, if it is asked to', async () => {
    const { invoke } = await startWithFunction({ log: `first${'é'.repeat(2048)}` });

    const { LogResult = '' } = await invoke({ LogType: 'Tail' });

    expect(Buffer.from(LogResult, 'base64').toString()).toBe('é'.repeat(2048));
  });

  test('gives no log if it is asked not to', async () => {
    const { invoke } = await startWithFunction({ log: 'first' });

    const { LogResult } = await invoke({ LogType: 'None' });

    expect(LogResult).toBeUndefined();
  });

  test('fails where the function answers more than 6 MB', async () => {
    const { invoke } = await startWithFunction({ payload: jsonOf(6 * MEGABYTE + 1) });

    const { StatusCode, FunctionError, Payload } = await invoke();

    expect({ StatusCode, FunctionError }).toEqual({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291456 bytes).',
    });
  });
});

test('an asynchronous invocation answers 202 at once, with nothing but the id of the request', async () => {
  const { invoke, invocations } = await startWithFunction({ failed: true, log: 'first' });

  const { StatusCode, Payload, ExecutedVersion, FunctionError, LogResult, $metadata } = await invoke({
    InvocationType: 'Event',
    LogType: 'Tail',
    Payload: '{"a":1}',
  });

  expect({ StatusCode, ExecutedVersion, FunctionError, LogResult }).toEqual({ StatusCode: 202 });
  expect(Payload?.transformToString() ?? '').toBe('');
  expect(invocations).toEqual([{ event: '{"a":1}', requestId: $metadata.requestId }]);
});

test('a dry run answers 204, and invokes nothing', async () => {
  const { invoke, invocations } = await startWithFunction();

  const { StatusCode, ExecutedVersion } = await invoke({ InvocationType: 'DryRun', Payload: '{}' });

  expect({ StatusCode, ExecutedVersion }).toEqual({ StatusCode: 204 });
  expect(invocations).toEqual([]);
});

describe.each(['RequestResponse', 'Event', 'DryRun'] as const)('an invocation of the type %s', (type) => {
  test.each([
    ['text', 'not json'],
    ['half of an object', '{"a":1'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('whose payload is no JSON, but %s, is refused, and invokes nothing', async (_, Payload) => {
    const { invoke, invocations } = await startWithFunction();

    const error = await invoke({ InvocationType: type, Payload }).catch((refused) => refused);

    expect(error).toBeInstanceOf(InvalidRequestContentException);
    expect(error).toMatchObject({
      message: expect.stringContaining('Could not parse request body into json: '),
      $metadata: { httpStatusCode: 400 },
    });
    expect(invocations).toEqual([]);
  });

  test.each([
    ['no-such-function', undefined],
    ['example:PROD', undefined],
    ['example', '7'],
  ])('of what is not there is refused: %s, version %s', async (FunctionName, Qualifier) => {
    const { invoke, invocations } = await startWithFunction();

    const error = await invoke({ FunctionName, Qualifier, InvocationType: type }).catch((refused) => refused);

    expect(error).toBeInstanceOf(ResourceNotFoundException);
    expect(error).toMatchObject({
      message: `Function not found: ${FunctionName}${Qualifier ? `:${Qualifier}` : ''}`,
      $metadata: { httpStatusCode: 404 },
    });
    expect(invocations).toEqual([]);
  });

  test.each([
    ['example', undefined],
    ['example:$LATEST', undefined],
    ['example', '$LATEST'],
    ['000000000000:function:example', undefined],
    [ARN, undefined],
    [`${ARN}:$LATEST`, undefined],
  ])('finds the function by %s, version %s', async (FunctionName, Qualifier) => {
    const { invoke } = await startWithFunction();

    const { StatusCode } = await invoke({ FunctionName, Qualifier, InvocationType: type });

    expect(StatusCode).toBeLessThan(300);
  });
});

describe('the most bytes of a payload', () => {
  test.each([
    ['RequestResponse', 6 * MEGABYTE],
    ['Event', MEGABYTE],
  ] as const)('of the type %s are %d', async (InvocationType, bytes) => {
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
});

test.each([
  ['invocation type', { 'x-amz-invocation-type': 'Later' }, 'RequestResponse, Event, DryRun, not Later'],
  ['log type', { 'x-amz-log-type': 'Head' }, 'None, Tail, not Head'],
])('an unknown %s is refused, and invokes nothing', async (name, header, known) => {
  const { gateway, invocations } = await startWithFunction();

  const { status, headers, body } = await post(
    gateway,
    { ...signedFor('lambda'), ...header },
    { path: '/2015-03-31/functions/example/invocations', body: Buffer.from('{}') },
  );

  expect([status, headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidParameterValueException']);
  expect(JSON.parse(body).message).toBe(`The ${name} is one of ${known}.`);
  expect(invocations).toEqual([]);
});

test('another operation of Lambda is named', async () => {
  const { gateway } = await startWithFunction();

  const { status, body } = await post(gateway, signedFor('lambda'), { path: '/2015-03-31/functions' });

  expect(status).toBe(501);
  expect(JSON.parse(body).message).toBe(
    "The embedded stack answers Lambda's Invoke only, not POST /2015-03-31/functions.",
  );
});
