import {
  InvalidRequestContentException,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { describe, expect, test } from '@jest/globals';
import { post, signedFor } from '../../../support/gateways.ts';
import { jsonOf, MEGABYTE, useExampleFunction } from '../../../support/invocations.ts';

const startWithFunction = useExampleFunction();

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
