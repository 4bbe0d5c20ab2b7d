import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { createFaultInjector } from '../../../../tools/simulation/faults.ts';
import type { Invocation } from '../../../../tools/simulation/lambda/invocation.ts';
import { invoke } from '../../../../tools/simulation/lambda/invoke.ts';
import { createClient } from '../../../../tools/simulation/lambda/sdk-client.ts';
import { createRandom } from '../../../../tools/simulation/random.ts';
import { createRules } from '../../../../tools/simulation/rules/rules.ts';
import { createTimeline } from '../../../../tools/simulation/timeline.ts';
import { recordingLog, recordingMeter } from '../../../support/fakes.ts';

test.each([
  ['no fault', 1],
  ['call is throttled', 1],
  ['update fails before it is applied', 1],
  ['update is applied, response lost', 3],
  ['call is applied after the client timed out', 3],
])('a call succeeds by the third attempt after this fault in the first two: %s', async (kind, times) => {
  const { result, applied } = await send([`${kind}, attempt 1`, `${kind}, attempt 2`]);

  expect(result).toEqual({ answer: { done: true }, maybeUpdated: [] });
  expect(applied).toBe(times);
});

test.each([
  ['call is throttled', 'ThrottlingException', 0, []],
  ['update fails before it is applied', 'InternalServerError', 0, []],
  ['update is applied, response lost', 'TimeoutError', 3, ['ORD-1']],
  ['call is applied after the client timed out', 'TimeoutError', 3, ['ORD-1']],
])('a call fails after the third attempt with a fault: %s', async (kind, name, times, maybeUpdated) => {
  const { result, applied } = await send([1, 2, 3].map((attempt) => `${kind}, attempt ${attempt}`));

  const error = expect.objectContaining({ name, $metadata: { attempts: 3 } });
  expect(result).toEqual({ error, maybeUpdated });
  expect(applied).toBe(times);
});

test.each([
  ['crash before a call', 0],
  ['crash after a call', 1],
])('a call is never answered after a %s', async (kind, times) => {
  const { result, applied } = await send([`${kind}, attempt 1`]);

  expect(result).toEqual({ crashed: true, maybeUpdated: [] });
  expect(applied).toBe(times);
});

test('a call is not retried if AWS refuses it; the error has the number of attempts', async () => {
  const refuse = () => {
    throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
  };

  const { result } = await send(['call is throttled, attempt 1'], refuse);

  const error = { name: 'ConditionalCheckFailedException', $metadata: { attempts: 2 } };
  expect(result).toMatchObject({ error });
});

test('a call fails the simulation, not the function, if no model knows it', async () => {
  const unknown = () => {
    throw new Error('no model');
  };

  await expect(send([], unknown)).rejects.toThrow('no model');
});

/** Sends one call. A fault is given as its kind and the end of its fault point: `call is throttled, attempt 1`. */
async function send(wanted: string[], apply: () => object = () => ({ done: true })) {
  const timeline = createTimeline();
  const random = createRandom(1);
  const inject = (kind: string, point: string) =>
    wanted.some((fault) => fault.startsWith(kind) && point.endsWith(fault.slice(kind.length + 2)));
  const simulation = {
    ...{ timeline, random, clockTickMs: 1, maxReceiveCount: 3, retentionDays: 0 },
    isSending: () => {},
    faults: { ...createFaultInjector(random, () => true), inject },
    rules: createRules({
      ...{ inputs: [], item: () => undefined, maxReceiveCount: 3, retentionDays: 0, now: timeline.now },
    }),
    uniqueName: (name: string) => name,
    ...{ log: recordingLog(), meter: recordingMeter(), trace: undefined, guard: undefined },
  };
  const command = new UpdateCommand({ TableName: 'orders', Key: { OrderId: 'ORD-1' } });
  let applied = 0;
  let result: unknown;

  const endpoint = () => {
    applied++;
    return apply();
  };
  const run = (by: Invocation) => createClient(simulation, by, endpoint).send(command);
  invoke(simulation, 'ingest', 'ingest', run, (ended, { maybeUpdated }) => {
    result = { ...ended, maybeUpdated: [...maybeUpdated] };
  });
  await timeline.run(() => false);
  return { result, applied };
}
