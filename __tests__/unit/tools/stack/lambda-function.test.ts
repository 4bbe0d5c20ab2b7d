import { expect, test } from '@jest/globals';
import { useExampleFunctions } from '../../../support/example-functions.ts';

const functionOf = useExampleFunctions();

test('answers what the handler returns', async () => {
  const invoke = functionOf('example.handler');

  const { answer, failed } = await invoke({ a: 1 });

  expect(answer.echo).toEqual({ a: 1 });
  expect(failed).toBe(false);
});

test('answers null when the handler returns nothing', async () => {
  const invoke = functionOf('example.handler');

  const { answer } = await invoke({ nothing: true });

  expect(answer).toBeNull();
});

test('keeps its worker from one invocation to the next', async () => {
  const invoke = functionOf('example.handler');

  await invoke({});
  const { answer } = await invoke({});

  expect(answer.count).toBe(2);
});

test('takes another worker for an invocation at the same time, up to four', async () => {
  const invoke = functionOf('example.handler');

  const answers = await Promise.all(Array.from({ length: 12 }, () => invoke({})));

  const threads = new Set(answers.map(({ answer }) => answer.threadId));
  expect(threads.size).toBe(4);
});

test('gives the handler its own settings and none of this process', async () => {
  const invoke = functionOf('example.handler');

  const { answer } = await invoke({ environment: true });

  expect(answer).toMatchObject({
    COLOUR: 'red',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'example',
  });
  expect(answer.PATH).toBeUndefined();
});

test('gives the handler a context', async () => {
  const invoke = functionOf('example.handler');

  const { answer } = await invoke({ context: true });

  expect(answer).toMatchObject({
    functionName: 'example',
    awsRequestId: expect.any(String),
    remaining: expect.any(Number),
  });
});

test('answers the error of a handler that throws, by the name of its class', async () => {
  const invoke = functionOf('example.handler');

  const { answer, failed } = await invoke({ throw: 'too far' });

  expect(answer).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
  expect(failed).toBe(true);
});

test.each([
  ['runs over its time', { hang: true }, 'Sandbox.Timedout'],
  ['exits', { exit: true }, 'Runtime.ExitError'],
  ['crashes', { crash: true }, 'Error'],
])('fails when the handler %s, and serves the next invocation', async (_what, event, errorType) => {
  const invoke = functionOf('example.handler');

  const failure = await invoke(event);
  const next = await invoke({ again: true });

  expect(failure.answer.errorType).toBe(errorType);
  expect(next.answer.echo).toEqual({ again: true });
});

test('answers the error of a bundle that does not load', async () => {
  const invoke = functionOf('broken.handler');

  const { answer } = await invoke({});

  expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no settings' });
});
