import { expect, test } from '@jest/globals';
import { fromCfnLint, fromCheckov } from '../../../../../tools/commands/check-template/findings.ts';

test("cfn-lint's matches name the resource, where there is one", () => {
  const matches = [
    { Rule: { Id: 'E1' }, Message: 'no', Location: { Path: ['Resources', 'OrderQueue', 'Properties'] } },
    { Rule: { Id: 'E2' }, Message: 'not at all', Location: { Path: null } },
  ];

  const findings = fromCfnLint(matches);

  expect(findings).toEqual([
    { check: 'E1', resource: 'OrderQueue', message: 'no' },
    { check: 'E2', resource: 'template', message: 'not at all' },
  ]);
});

test("checkov's failed checks name the resource", () => {
  const failed = { check_id: 'C1', check_name: 'Ensure it', resource: 'AWS::SQS::Queue.OrderQueue' };

  const findings = fromCheckov({ results: { failed_checks: [failed] }, summary: summary(1) });

  expect(findings).toEqual([{ check: 'C1', resource: 'OrderQueue', message: 'Ensure it' }]);
});

test.each([
  ['looked at nothing', summary(0)],
  ['could not read it', { ...summary(3), parsing_errors: 1 }],
])('no verdict is taken from a checkov that %s', (_what, said) => {
  const read = () => fromCheckov({ results: { failed_checks: [] }, summary: said });

  expect(read).toThrow('checkov could not read the template');
});

function summary(passed: number) {
  return { passed, parsing_errors: 0 };
}
