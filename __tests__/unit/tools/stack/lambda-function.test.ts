import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { createLambdaFunction } from '../../../../tools/stack/lambda-function.ts';

const taskRoot = mkdtempSync(join(tmpdir(), 'lambda-function-'));
writeFileSync(
  join(taskRoot, 'example.js'),
  `const { threadId } = require('node:worker_threads');
   let count = 0;
   exports.handler = async (event, context) => {
     if (event.log) console.log(event.log);
     if (event.throw) throw new RangeError(event.throw);
     if (event.hang) await new Promise(() => {});
     if (event.exit) process.exit(1);
     if (event.crash) setTimeout(() => { throw new Error('crashed'); }) && await new Promise(() => {});
     if (event.environment) return process.env;
     if (event.context) return { ...context, remaining: context.getRemainingTimeInMillis() };
     if (event.nothing) return;
     return { echo: event, count: ++count, threadId };
   };`,
);
writeFileSync(join(taskRoot, 'broken.js'), "throw new TypeError('no settings');");

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
afterAll(() => rmSync(taskRoot, { recursive: true }));

function functionOf(Handler: string) {
  const { invoke, stop } = createLambdaFunction({
    definition: {
      FunctionName: 'example',
      Handler,
      Timeout: 1,
      Environment: { Variables: { COLOUR: 'red' } },
    },
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:example',
    taskRoot,
    host: { region: 'us-east-1', endpoint: 'http://127.0.0.1:1', onLog: () => {} },
  });
  stops.push(stop);
  return async (event: object) => {
    const { payload, failed, log } = await invoke(JSON.stringify(event));
    return { answer: JSON.parse(payload), failed, log };
  };
}

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

test('gives what an invocation logged together with its answer', async () => {
  const invoke = functionOf('example.handler');

  await invoke({ log: 'first' });
  const { log } = await invoke({ log: 'second' });

  expect(log).toBe('second\n');
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
