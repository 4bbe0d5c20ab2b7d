import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { calmDraws } from '../../../../tools/simulation/draws.ts';
import { noStrikes } from '../../../../tools/simulation/faults.ts';
import { invoke } from '../../../../tools/simulation/lambda/invocation.ts';
import { createClient } from '../../../../tools/simulation/lambda/sdk-client.ts';
import { createRules } from '../../../../tools/simulation/rules/rules.ts';
import { createTimeline } from '../../../../tools/simulation/timeline.ts';
import { noTrace } from '../../../../tools/simulation/trace.ts';
import type { World } from '../../../../tools/simulation/world.ts';
import { recordingLog, recordingMeter } from '../../../support/fakes.ts';

const command = new UpdateCommand({ TableName: 'orders', Key: { OrderId: 'ORD-1' } });

/** Sends one call while faults strike at these places of its, such as `call is throttled, attempt 1`. */
async function sendWith(faults: string[], service: () => object = () => ({ done: true })) {
  const timeline = createTimeline();
  const strikes = (kind: string, place: string) =>
    faults.some((fault) => fault.startsWith(kind) && place.endsWith(fault.slice(kind.length + 2)));
  const world: World = {
    timeline,
    draws: calmDraws,
    timing: calmDraws,
    tickMs: 1,
    faults: { strikes, threatens: strikes, count: () => {}, counts: noStrikes(), places: [] },
    trace: noTrace,
    rules: createRules([], () => undefined),
    log: recordingLog(),
    meter: recordingMeter(),
    guard: undefined,
  };
  let applied = 0;
  let result: unknown;
  invoke(
    world,
    'ingest',
    'ingest',
    (by) => {
      const counted = () => {
        applied++;
        return service();
      };
      return createClient(world, by, counted).send(command);
    },
    (ended, { unheard }) => {
      result = { ...ended, unheard: [...unheard] };
    },
  );
  await timeline.run(() => false);
  return { result, applied };
}

describe('a call', () => {
  test('is applied once and answered where nothing is wrong', async () => {
    expect(await sendWith([])).toEqual({ result: { answer: { done: true }, unheard: [] }, applied: 1 });
  });

  test.each([
    ['call is throttled', 1],
    ['update fails before it is applied', 1],
    ['update is applied, its answer lost', 3],
    ['call is applied after its client gave up', 3],
  ])('is tried again, twice at most, while this strikes: %s', async (kind, applied) => {
    const strikes = [`${kind}, attempt 1`, `${kind}, attempt 2`];

    expect(await sendWith(strikes)).toEqual({ result: { answer: { done: true }, unheard: [] }, applied });
  });

  test.each([
    ['call is throttled', 'ThrottlingException', 0, []],
    ['update fails before it is applied', 'InternalServerError', 0, []],
    ['update is applied, its answer lost', 'TimeoutError', 3, ['ORD-1']],
    ['call is applied after its client gave up', 'TimeoutError', 3, ['ORD-1']],
  ])('fails after the third attempt if this goes on: %s', async (kind, name, applied, unheard) => {
    const strikes = [1, 2, 3].map((attempt) => `${kind}, attempt ${attempt}`);

    expect(await sendWith(strikes)).toEqual({
      result: { error: expect.objectContaining({ name, $metadata: { attempts: 3 } }), unheard },
      applied,
    });
  });

  test.each([
    ['crash before a call', 0],
    ['crash after a call', 1],
  ])('is never answered where the function ends by a %s', async (kind, applied) => {
    expect(await sendWith([`${kind}, attempt 1`])).toEqual({
      result: { crashed: true, unheard: [] },
      applied,
    });
  });

  test('that is refused is not tried again, and tells at which attempt that was', async () => {
    const refuse = () => {
      throw new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
    };

    const { result } = await sendWith(['call is throttled, attempt 1'], refuse);

    expect(result).toMatchObject({
      error: { name: 'ConditionalCheckFailedException', $metadata: { attempts: 2 } },
    });
  });

  test('that the simulation cannot apply breaks the simulation, not the function', async () => {
    const unknown = () => {
      throw new Error('no model');
    };

    await expect(sendWith([], unknown)).rejects.toThrow('no model');
  });
});
