import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createLambdaFunction } from '../../../../tools/stack/lambda-function.ts';
import type { Observe, StackEvent } from '../../../../tools/stack/observation.ts';

const ID = '00000000-0000-4000-8000-000000000001';

/** Bundles by their name. The first does what its event says. */
const BUNDLES = {
  example: `const { threadId } = require('node:worker_threads');
   let count = 0;
   exports.handler = async (event, context) => {
     if (event.log) console.log(event.log);
     if (event.throw) throw new RangeError(event.throw);
     if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait));
     if (event.hang) await new Promise(() => {});
     if (event.exit) process.exit(1);
     if (event.crash) setTimeout(() => { throw new Error('crashed'); }) && await new Promise(() => {});
     if (event.environment) return process.env;
     if (event.context) return { ...context, remaining: context.getRemainingTimeInMillis() };
     if (event.nothing) return;
     return { echo: event, count: ++count, threadId };
   };`,
  talkative: "console.log('starting'); exports.handler = async () => {};",
  broken: "throw new TypeError('no settings');",
};

const taskRoot = mkdtempSync(join(tmpdir(), 'lambda-function-'));
for (const [name, code] of Object.entries(BUNDLES)) writeFileSync(join(taskRoot, `${name}.js`), code);
const stops: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});
afterAll(() => rmSync(taskRoot, { recursive: true }));

/** A function of one of the bundles, which is stopped after the test. */
function functionOf(Handler: string, onLog: (text: string) => void = () => {}, observe?: Observe) {
  const lambda = createLambdaFunction({
    definition: {
      FunctionName: 'example',
      Handler,
      Timeout: 1,
      MemorySize: 256,
      Environment: { Variables: { COLOUR: 'red' } },
    },
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:example',
    taskRoot,
    host: {
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:1',
      debugging: false,
      onLog: (_, text) => onLog(text),
      observe,
    },
  });
  stops.push(lambda.stop);
  const invoke = async (event: object, requestId?: string) => {
    const { payload, failed, log } = await lambda.invoke(JSON.stringify(event), requestId);
    return { answer: JSON.parse(payload), failed, log };
  };
  const { update, pause, crash } = lambda;
  return Object.assign(invoke, { update, pause, crash });
}

test.each([
  ['the answer of the handler', { a: 1 }, { echo: { a: 1 } }],
  ['null if the handler returns nothing', { nothing: true }, null],
  [
    'its own settings, and none of this process',
    { environment: true },
    { COLOUR: 'red', AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'example', PATH: undefined },
  ],
  [
    'a context',
    { context: true },
    { functionName: 'example', awsRequestId: expect.any(String), remaining: expect.any(Number) },
  ],
])('gives %s', async (_, event, expected) => {
  const invoke = functionOf('example.handler');

  const { answer, failed } = await invoke(event);

  expect({ answer: answer && { PATH: undefined, ...answer }, failed }).toMatchObject({
    answer: expected,
    failed: false,
  });
});

test('keeps its worker from one invocation to the next', async () => {
  const invoke = functionOf('example.handler');

  await invoke({});
  const { answer } = await invoke({});

  expect(answer.count).toBe(2);
});

test('runs concurrent invocations in workers of their own, up to four', async () => {
  const invoke = functionOf('example.handler');

  const answers = await Promise.all(Array.from({ length: 12 }, () => invoke({})));

  const threads = new Set(answers.map(({ answer }) => answer.threadId));
  expect(threads.size).toBe(4);
});

test.each([
  ['handler that throws', 'example.handler', { errorType: 'RangeError', errorMessage: 'too far' }],
  ['bundle that does not load', 'broken.handler', { errorType: 'TypeError', errorMessage: 'no settings' }],
])('gives the error of a %s, by the name of its class', async (_, handler, expected) => {
  const invoke = functionOf(handler);

  const { answer, failed } = await invoke({ throw: 'too far' });

  expect({ answer, failed }).toMatchObject({ answer: expected, failed: true });
});

test.each([
  ['times out', { hang: true }, 'Sandbox.Timedout', 'Task timed out after 1.00 seconds'],
  ['exits', { exit: true }, 'Runtime.ExitError', 'Runtime exited'],
  ['crashes', { crash: true }, 'Error', 'crashed'],
])('fails if the handler %s, says why, and serves the next invocation', async (_, event, type, reason) => {
  const invoke = functionOf('example.handler');

  const { answer, log } = await invoke(event, ID);
  const next = await invoke({ again: true });

  expect(answer.errorType).toBe(type);
  const lines = log.split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['START', expect.any(String), 'END', 'REPORT', '']);
  expect(lines[1]).toMatch(new RegExp(`^\\d{4}-\\S+Z ${ID} ${reason}$`));
  expect(next.answer.echo).toEqual({ again: true });
});

describe('the log of an invocation', () => {
  test('has the lines of the function between those of Lambda; only a cold start has an init duration', async () => {
    const invoke = functionOf('example.handler');

    const first = await invoke({ log: 'first' });
    const { log } = await invoke({ log: 'second' }, ID);

    expect(first.log).toMatch(/^REPORT .*\tInit Duration: \d+\.\d\d ms\t$/m);
    expect(log.split('\n')).toEqual([
      `START RequestId: ${ID} Version: $LATEST`,
      'second',
      `END RequestId: ${ID}`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${ID}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\t` +
            'Memory Size: 256 MB\tMax Memory Used: [1-9]\\d* MB\t$',
        ),
      ),
      '',
    ]);
  });

  test("names the error of a handler that throws, as Lambda's Node.js runtime does", async () => {
    const invoke = functionOf('example.handler');

    const { log } = await invoke({ throw: 'too far' }, ID);

    const [time, id, level, what, error = ''] = (log.split('\n')[1] ?? '').split('\t');
    expect(Date.parse(time ?? '')).not.toBeNaN();
    expect([id, level, what]).toEqual([ID, 'ERROR', 'Invoke Error ']);
    expect(JSON.parse(error)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(JSON.parse(error).stack[0]).toBe('RangeError: too far');
  });

  test('begins with what the function logs while it loads, and is passed on line by line', async () => {
    const lines: string[] = [];
    const invoke = functionOf('talkative.handler', (text) => lines.push(text));

    const { log } = await invoke({});

    expect(lines.map((line) => line.split(' ')[0]?.trim())).toEqual(['starting', 'START', 'END', 'REPORT']);
    expect(lines.slice(1).join('')).toBe(log);
  });
});

test('after an update, invocations under way finish on the old settings, and later ones have the new ones', async () => {
  const invoke = functionOf('example.handler');
  await invoke({});
  const underWay = invoke({ wait: 200, environment: true });

  invoke.update({
    FunctionName: 'example',
    Handler: 'example.handler',
    Environment: { Variables: { COLOUR: 'blue' } },
  });
  const later = await invoke({ environment: true });

  expect((await underWay).answer.COLOUR).toBe('red');
  expect(later.answer.COLOUR).toBe('blue');
});

test('tells when an invocation starts and ends, with its event, answer and log', async () => {
  const events: StackEvent[] = [];
  const invoke = functionOf('example.handler', undefined, (event) => events.push(event));

  const { log } = await invoke({ log: 'first', nothing: true }, ID);

  const at = expect.any(Number);
  const traceId = expect.stringMatching(/^Root=1-[0-9a-f]{8}-000000000000400080000000$/);
  const event = '{"log":"first","nothing":true}';
  const started = { id: ID, functionName: 'example', traceId, trigger: 'invoke', event, at };
  expect(events).toEqual([
    { type: 'invocation started', ...started },
    { type: 'invocation ended', id: ID, functionName: 'example', payload: 'null', failed: false, log, at },
  ]);
});

test('while it is paused, an invocation waits', async () => {
  const invoke = functionOf('example.handler');
  let isDone = false;
  invoke.pause(true);
  const paused = invoke({}).then(() => {
    isDone = true;
  });

  await invokeOther();
  expect(isDone).toBe(false);
  invoke.pause(false);
  await paused;

  expect(isDone).toBe(true);
});

test('a crash ends the invocation with that trace id, which fails', async () => {
  let crashed: Promise<void> | undefined;
  const invoke = functionOf('example.handler', undefined, (event) => {
    // Once the worker has the event.
    if (event.type === 'invocation started')
      crashed = Promise.resolve().then(() => invoke.crash(event.traceId));
  });

  const { answer, failed } = await invoke({ hang: true });
  await crashed;

  expect({ failed, type: answer.errorType }).toEqual({ failed: true, type: 'Runtime.ExitError' });
});

const invokeOther = () => functionOf('example.handler')({});
