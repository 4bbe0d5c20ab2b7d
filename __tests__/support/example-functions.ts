import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from '@jest/globals';
import { createLambdaFunction } from '../../tools/stack/lambda-function.ts';

/** Bundles by their name. The first does what its event says. */
const BUNDLES = {
  example: `const { threadId } = require('node:worker_threads');
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
  talkative: "console.log('starting'); exports.handler = async () => {};",
  broken: "throw new TypeError('no settings');",
};

/** Makes functions of these bundles, and stops them after each test of a file. */
export function useExampleFunctions() {
  const taskRoot = mkdtempSync(join(tmpdir(), 'lambda-function-'));
  for (const [name, code] of Object.entries(BUNDLES)) writeFileSync(join(taskRoot, `${name}.js`), code);
  const stops: (() => Promise<unknown>)[] = [];

  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
  });
  afterAll(() => rmSync(taskRoot, { recursive: true }));

  return (Handler: string, onLog: (text: string) => void = () => {}) => {
    const { invoke, stop } = createLambdaFunction({
      definition: {
        FunctionName: 'example',
        Handler,
        Timeout: 1,
        MemorySize: 256,
        Environment: { Variables: { COLOUR: 'red' } },
      },
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:example',
      taskRoot,
      host: { region: 'us-east-1', endpoint: 'http://127.0.0.1:1', onLog: (_, text) => onLog(text) },
    });
    stops.push(stop);
    return async (event: object, requestId?: string) => {
      const { payload, failed, log } = await invoke(JSON.stringify(event), requestId);
      return { answer: JSON.parse(payload), failed, log };
    };
  };
}
