import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listLeftovers } from '../../../../../tools/commands/test-ministack/leftovers.ts';

const SCOPE = '000000000000\0us-east-1\0';

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'ministack-state-'));
});

afterEach(() => rmSync(stateDir, { recursive: true }));

test('a deleted stack leaves nothing', () => {
  save('cloudformation', {
    stacks: { orders: { StackStatus: 'DELETE_COMPLETE' } },
    stack_events: { orders: [] },
  });
  save('ec2', { vpcs: { 'vpc-1': {} } });
  save('sqs', { queues: {} });

  expect(listLeftovers(stateDir)).toEqual([]);
});

test('the resources of any service are listed by name', () => {
  save('cloudformation', { stacks: { orders: { StackStatus: 'DELETE_FAILED' } } });
  save('cloudwatch_logs', { log_groups: { '/aws/lambda/orders': {} } });
  save('unheard_of', { things: { one: null } });

  expect(listLeftovers(stateDir)).toEqual([
    'cloudformation stacks: orders',
    'cloudwatch_logs log_groups: /aws/lambda/orders',
    'unheard_of things: one',
  ]);
});

test('a state without a stack is an error', () => {
  save('sqs', { queues: {} });

  expect(() => listLeftovers(stateDir)).toThrow('MiniStack saved no stack');
});

/** Saves a service's state as MiniStack does. */
function save(service: string, stores: Record<string, Record<string, unknown>>): void {
  const payload = Object.entries(stores).map(([name, entries]) => {
    const data = Object.entries(entries).map(([key, entry]) => [`${SCOPE}'${key}'`, entry]);
    return [name, { __account_region_scoped__: true, data: Object.fromEntries(data) }];
  });
  const file = { __ministack_format__: 3, payload: { ...Object.fromEntries(payload), port_counter: 1 } };
  writeFileSync(join(stateDir, `${service}.json`), JSON.stringify(file));
}
