import { expect, test } from '@jest/globals';
import { createFilter, UnknownFilterError } from '../../../../../tools/commands/backfill/filter-policy.ts';

const MESSAGE = { Type: 'HighValueOrder', Amount: 250.5, ItemName: 'Desk lamp', UserId: '10.0.3.7' };

// After the examples in https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
test.each<[policy: object, passes: boolean]>([
  [{}, true],
  [{ Type: ['HighValueOrder'] }, true],
  [{ Type: ['highvalueorder'] }, false],
  [{ Type: ['OrderCreated', 'HighValueOrder'] }, true],
  [{ Type: [] }, false],
  [{ Amount: [250.5] }, true],
  [{ Amount: ['250.5'] }, false],
  [{ Amount: [null] }, false],
  [{ Status: [null] }, false],
  // All names, any value.
  [{ Type: ['HighValueOrder'], Amount: [1, 250.5] }, true],
  [{ Type: ['HighValueOrder'], Amount: [1] }, false],

  [{ Amount: [{ numeric: ['=', 250.5] }] }, true],
  [{ Amount: [{ numeric: ['=', 2.505e2] }] }, true],
  [{ Amount: [{ numeric: ['>', 250.5] }] }, false],
  [{ Amount: [{ numeric: ['>=', 250.5] }] }, true],
  [{ Amount: [{ numeric: ['<', 250.5] }] }, false],
  [{ Amount: [{ numeric: ['<=', 250.5] }] }, true],
  [{ Amount: [{ numeric: ['>', 100, '<=', 250.5] }] }, true],
  [{ Amount: [{ numeric: ['>', 100, '<', 250.5] }] }, false],
  [{ Amount: [{ numeric: ['<', 0] }, { numeric: ['>', 200] }] }, true],
  [{ ItemName: [{ numeric: ['>', 0] }] }, false],
  [{ Quantity: [{ numeric: ['>', 0] }] }, false],

  [{ Amount: [{ exists: true }] }, true],
  [{ Amount: [{ exists: false }] }, false],
  [{ Quantity: [{ exists: true }] }, false],
  [{ Quantity: [{ exists: false }] }, true],
  [{ toString: [{ exists: false }] }, true],

  [{ Amount: [{ 'anything-but': [100, 500] }] }, true],
  [{ Amount: [{ 'anything-but': [100, 250.5] }] }, false],
  [{ Type: [{ 'anything-but': 'HighValueOrder' }] }, false],
  [{ Type: [{ 'anything-but': ['OrderCreated'] }] }, true],
  [{ Status: [{ 'anything-but': ['new'] }] }, false],
  [{ Status: [{ 'anything-but': ['new'] }, { exists: false }] }, true],
  [{ Type: [{ 'anything-but': { prefix: 'High' } }] }, false],
  [{ Type: [{ 'anything-but': { prefix: 'Low' } }] }, true],
  [{ Type: [{ 'anything-but': { suffix: ['Order', 'Item'] } }] }, false],
  [{ Type: [{ 'anything-but': { wildcard: '*Order' } }] }, false],

  [{ Type: [{ prefix: 'High' }] }, true],
  [{ Type: [{ prefix: 'high' }] }, false],
  [{ Amount: [{ prefix: '2' }] }, false],
  [{ Type: [{ suffix: 'Order' }] }, true],
  [{ Type: [{ suffix: 'Orders' }] }, false],
  [{ Type: [{ 'equals-ignore-case': 'HIGHvalueORDER' }] }, true],
  [{ Type: [{ 'equals-ignore-case': 'HIGHvalue' }] }, false],
  [{ ItemName: [{ wildcard: 'Desk*' }] }, true],
  [{ ItemName: [{ wildcard: '*k l*p' }] }, true],
  [{ ItemName: [{ wildcard: 'Desk' }] }, false],
  [{ ItemName: [{ wildcard: 'Desk.lamp' }] }, false],
  [{ ItemName: [{ wildcard: 'Desk\\*' }] }, false],
  [{ UserId: [{ cidr: '10.0.3.0/24' }] }, true],
  [{ UserId: [{ cidr: '10.0.4.0/24' }] }, false],
  [{ UserId: [{ cidr: '2001:db8::/32' }] }, false],
  [{ ItemName: [{ cidr: '10.0.3.0/24' }] }, false],

  [{ $or: [{ Amount: [1] }, { ItemName: [{ prefix: 'Desk' }] }] }, true],
  [{ $or: [{ Amount: [1] }, { ItemName: ['Desk'] }] }, false],
  [{ $or: [{ Amount: [1] }, { Amount: [250.5] }], Type: ['OrderCreated'] }, false],
  [{ $or: [{ $or: [{ Amount: [1] }, { Amount: [250.5] }] }, { Amount: [2] }] }, true],
  // This is not the operator, but a name that no message has.
  [{ $or: [{ prefix: 'a' }, { suffix: 'b' }] }, false],

  // The body of an announcement has no objects in it.
  [{ Customer: { Name: ['Ann'] } }, false],
  [{ Type: { length: [14] } }, false],
  [{ Customer: { Name: [{ exists: false }] } }, true],
])('%j: %j', (policy, passes) => {
  expect(createFilter(policy)(MESSAGE)).toBe(passes);
});

test('an asterisk after a backslash is itself', () => {
  const filter = createFilter({ ItemName: [{ wildcard: 'a\\*b\\\\*' }] });

  expect(['a*b\\c', 'a*bc', 'axb\\c'].map((ItemName) => filter({ ItemName }))).toEqual([true, false, false]);
});

test.each([
  [{ Amount: [{ between: [1, 2] }] }, '{"between":[1,2]}'],
  [{ Amount: [{ toString: 'a' }] }, '{"toString":"a"}'],
  [{ Amount: [{ prefix: 'a', suffix: 'b' }] }, '{"prefix":"a","suffix":"b"}'],
  [{ Amount: [{ prefix: 1 }] }, '{"prefix":1}'],
  [{ Amount: [{ 'anything-but': { soundex: 'a' } }] }, '{"soundex":"a"}'],
  [{ Amount: [{ numeric: ['~', 1] }] }, '{"numeric":["~",1]}'],
  [{ Amount: [{ numeric: ['>'] }] }, '{"numeric":[">"]}'],
  [{ Amount: [{}] }, '{}'],
  [{ Amount: [{ numeric: ['toString', 1] }] }, '{"numeric":["toString",1]}'],
  [{ $or: [{ Amount: [1] }] }, '{"Amount":[1]}'],
  [{ Amount: 'a' }, '"a"'],
  [['a'], '["a"]'],
])('%j is refused, as it may mean something to SNS', (policy, part) => {
  const creating = () => createFilter(policy);

  expect(creating).toThrow(UnknownFilterError);
  expect(creating).toThrow(part);
});
