import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import { compiled, type Loose, target } from '../support/compiled-template.ts';
import { GRANTS } from '../support/grants.ts';

describe.each(STAGES)('on stage %s', (stage) => {
  const { resources, ofType } = compiled(stage);

  test.each(Object.entries(GRANTS))('%s may do exactly what it needs', (name, grants) => {
    const logGroup = `${capitalize(name)}LogGroup`;
    const always = [
      `logs:CreateLogStream ${logGroup}`,
      `logs:PutLogEvents ${logGroup}`,
      'xray:PutTraceSegments *',
      'xray:PutTelemetryRecords *',
    ];

    expect(grantsOf(roleOf(name)).sort()).toEqual([...grants, ...always].sort());
  });

  test('there is a role for each function and none besides', () => {
    const roles = ofType('AWS::IAM::Role').map(([logicalId]) => logicalId);

    expect(roles.sort()).toEqual(Object.keys(GRANTS).map(roleOf).sort());
  });

  test('every function is one that the table of grants knows', () => {
    const functions = ofType('AWS::Lambda::Function').map(([, { FunctionName }]) => FunctionName);

    expect(functions.sort()).toEqual(
      Object.keys(GRANTS)
        .map((name) => `high-value-orders-${stage}-${name}`)
        .sort(),
    );
  });

  test('only Lambda may take on a role, and no policy is attached from outside', () => {
    for (const [, role] of ofType('AWS::IAM::Role')) {
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
      ]);
      expect(role.ManagedPolicyArns).toEqual([]);
    }
  });

  test('CloudFormation names the roles, so that no stage or region makes a name too long', () => {
    const named = ofType('AWS::IAM::Role').filter(([, role]) => role.RoleName !== undefined);

    expect(named).toEqual([]);
  });

  function roleOf(name: string): string {
    return target(resources[`${capitalize(name)}LambdaFunction`]?.Properties.Role);
  }

  function grantsOf(role: string): string[] {
    const statements: Loose[] = resources[role]?.Properties.Policies.flatMap(
      ({ PolicyDocument }: Loose) => PolicyDocument.Statement,
    );
    return statements.flatMap(({ Effect, Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource]
            .flat()
            .map((resource) => `${Effect === 'Allow' ? '' : `${Effect} `}${action} ${target(resource)}`),
        ),
    );
  }
});

function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
