import { describe, expect, test } from '@jest/globals';
import {
  ACCEPTED,
  ACCEPTED_WITHOUT_OWN_KEY,
  judge,
} from '../../../../../tools/commands/check-template/accepted.ts';

const accepted = [{ check: 'RULE_1', resources: /DLQ$/, reason: 'They are the last stop.' }];
const finding = (check: string, resource: string) => ({ check, resource, message: 'found' });

describe('a finding', () => {
  test('stands where it is accepted on that resource', () => {
    const { standing, open } = judge([finding('RULE_1', 'OrderDLQ')], accepted);

    expect(standing).toMatchObject([{ check: 'RULE_1', findings: [{ resource: 'OrderDLQ' }] }]);
    expect(open).toEqual([]);
  });

  test.each([
    ['of another check', finding('RULE_2', 'OrderDLQ')],
    ['on another resource', finding('RULE_1', 'OrderQueue')],
  ])('%s is open', (_what, found) => {
    const { open } = judge([found], accepted);

    expect(open).toEqual([found]);
  });
});

test('what accepts nothing any more is named', () => {
  const { unused } = judge([], accepted);

  expect(unused).toEqual(['RULE_1']);
});

test('with a key of the account, what stands of checkov is four checks, none of them about encryption', () => {
  const checks = ACCEPTED.map(({ check }) => check).filter((check) => check.startsWith('CKV'));
  const aboutEncryption = ACCEPTED_WITHOUT_OWN_KEY.map(({ check }) => check);

  expect(checks).toHaveLength(4);
  expect(checks.filter((check) => aboutEncryption.includes(check))).toEqual([]);
});
