import { describe, expect, test } from '@jest/globals';
import { jsonOf, MEGABYTE, useExampleFunction } from '../../../support/invocations.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:example';

const startWithFunction = useExampleFunction();

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
