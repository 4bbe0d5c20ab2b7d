import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { BUNDLE_KILOBYTES } from '../../tools/bench/budgets.ts';
import { isEmulatorStage, STAGES } from '../../tools/service/stages.ts';
import { compiled, type Loose, shortName, target } from '../support/compiled-template.ts';
import { GRANTS } from '../support/grants.ts';
import { SHORTEST_GRACE_SECONDS } from '../support/settings.ts';

/** Milliseconds of backoff in one call: 100 and 200, or 500 and 1,000 when throttled. */
const backoffOn = (stage: string) => (isEmulatorStage(stage) ? 300 : 1500);
const ATTEMPTS = 3;
/** ingest puts, then publishes. */
const CALLS_IN_A_ROW = 2;

describe.each(STAGES)('on stage %s', (stage) => {
  const { ofType, outputs, resources, zip } = compiled(stage);
  const functions = ofType('AWS::Lambda::Function');
  const logGroupOf = (logicalId: string) => logicalId.replace('LambdaFunction', 'LogGroup');

  test.each(functions)('%s runs on Node 24 on arm64, traced', (_logicalId, properties) => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
    });
  });

  test.each(functions)(
    '%s has time for every attempt of its calls',
    (_logicalId, { Timeout, Environment }) => {
      const requestTimeout = Number(Environment.Variables.AWS_REQUEST_TIMEOUT_MS);
      const longest = CALLS_IN_A_ROW * (ATTEMPTS * requestTimeout + backoffOn(stage));

      expect(longest).toBeLessThan(Timeout * 1000);
    },
  );

  test.each(functions)('%s is deployed as one file', (_logicalId, { FunctionName, Handler }) => {
    const files = Object.keys(unzipSync(zip(shortName(FunctionName))));

    expect(files).toEqual([Handler.replace(/\.handler$/, '.js')]);
  });

  test.each(functions)('%s has a log group with a retention', (logicalId) => {
    expect(resources[logGroupOf(logicalId)]?.Properties).toMatchObject({
      LogGroupName: expect.stringContaining(`/aws/lambda/high-value-orders-${stage}-`),
      RetentionInDays: { local: 1, 'local-prod': 365, dev: 14, prod: 365 }[stage],
    });
  });

  test('the log groups of all functions are an output', () => {
    const groups = functions.map(([logicalId]) => ({ Ref: logGroupOf(logicalId) }));

    expect(outputs.LogGroupNames?.Value).toEqual({ 'Fn::Join': [',', groups] });
  });

  test('when sweep announces an order again follows from two outputs, as texts', () => {
    const [, { Environment }] = functions.find(([logicalId]) => logicalId === 'SweepLambdaFunction') ?? [];

    const { SWEEP_GRACE_SECONDS, SWEEP_INTERVAL_MINUTES } = Environment.Variables;
    expect(outputs).toMatchObject({
      SweepGraceSeconds: { Value: String(SWEEP_GRACE_SECONDS) },
      SweepIntervalMinutes: { Value: String(SWEEP_INTERVAL_MINUTES) },
    });
  });

  test.each(functions)('%s may do exactly what GRANTS says', (logicalId, { FunctionName, Role }) => {
    const name = shortName(FunctionName);
    const always = [
      `logs:CreateLogStream ${logGroupOf(logicalId)}`,
      `logs:PutLogEvents ${logGroupOf(logicalId)}`,
      'xray:PutTraceSegments *',
      'xray:PutTelemetryRecords *',
    ];

    expect(GRANTS).toHaveProperty(name);
    expect(grantsOf(resources[target(Role)]).sort()).toEqual([...(GRANTS[name] ?? []), ...always].sort());
  });

  test('GRANTS names no other functions', () => {
    const names = functions.map(([, { FunctionName }]) => shortName(FunctionName));

    expect(Object.keys(GRANTS).sort()).toEqual(names.sort());
  });

  test('there is one role for each function, which only Lambda can assume and CloudFormation names', () => {
    const roles = ofType('AWS::IAM::Role');

    expect(roles.map(([id]) => id).sort()).toEqual(functions.map(([, { Role }]) => target(Role)).sort());
    for (const [, role] of roles) {
      expect(role.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
      ]);
      expect(role.ManagedPolicyArns).toEqual([]);
      expect(role.RoleName).toBeUndefined();
    }
  });

  test('the threshold is the default, 100, for the functions and for commands', () => {
    const thresholdOf = (id: string) => resources[id]?.Properties.Environment.Variables.HIGH_VALUE_THRESHOLD;

    expect(['IngestLambdaFunction', 'SweepLambdaFunction'].map(thresholdOf)).toEqual(['100', '100']);
    expect(outputs.HighValueThreshold?.Value).toBe('100');
  });

  test('EventBridge and Lambda keep an event for sweep until the next one, and Lambda does not retry', () => {
    const [[, rule] = ['', {}]] = ofType('AWS::Events::Rule');
    const [, minutes] = /^rate\((\d+) minutes\)$/.exec(rule.ScheduleExpression) ?? [];
    const untilTheNext = { MaximumEventAgeInSeconds: Number(minutes) * 60 };
    const sweep = 'SweepLambdaFunction';

    expect(rule.Targets).toMatchObject([
      { Arn: { 'Fn::GetAtt': [sweep, 'Arn'] }, RetryPolicy: untilTheNext },
    ]);
    expect(ofType('AWS::Lambda::EventInvokeConfig')).toMatchObject([
      [expect.any(String), { FunctionName: { Ref: sweep }, ...untilTheNext, MaximumRetryAttempts: 0 }],
    ]);
  });
});

test.each(['dev', 'prod'] as const)(
  'on stage %s the shortest grace period is longer than an announcement takes with a second attempt',
  (stage) => {
    const { resources } = compiled(stage);
    const eventSource = resources.ConsumerEventSourceMappingSQSHighValueQueue?.Properties;
    const batchingWindow = eventSource.MaximumBatchingWindowInSeconds;
    const { VisibilityTimeout } = resources.HighValueQueue?.Properties ?? {};
    const storedAndAnnounced = resources.IngestLambdaFunction?.Properties.Timeout;
    // One call, and the function has time for two.
    const acknowledged = resources.ConsumerLambdaFunction?.Properties.Timeout / 2;

    const longest = storedAndAnnounced + batchingWindow + VisibilityTimeout + batchingWindow + acknowledged;

    expect(longest).toBeLessThan(SHORTEST_GRACE_SECONDS);
  },
);

describe('bundles', () => {
  const { ofType, zip } = compiled('dev');
  const largest = Math.max(...Object.values(BUNDLE_KILOBYTES));
  const budgets: Record<string, number> = BUNDLE_KILOBYTES;
  const names = ofType('AWS::Lambda::Function').map(([, { FunctionName }]) => shortName(FunctionName));

  test.each(names)('of %s is within its budget, or the largest one', (name) => {
    const bytes = Object.values(unzipSync(zip(name))).reduce((sum, file) => sum + file.length, 0);

    expect(bytes / 1000).toBeLessThanOrEqual(budgets[name] ?? largest);
  });
});

test('docs/scaling.md has the settings of dev', () => {
  const { ofType } = compiled('dev');
  const page = readFileSync(join(__dirname, '../../docs/scaling.md'), 'utf8');

  const said = [...page.matchAll(/^\| `(\w+)`(, \w+)? \| (\d+)/gm)].map(
    ([, name, of = '', value]) => `${name}${of}: ${value}`,
  );

  const settings = [
    ...ofType('AWS::Lambda::Function').map(([, { MemorySize }]) => `memorySize: ${MemorySize}`),
    ...ofType('AWS::Lambda::EventSourceMapping').flatMap(([id, eventSource]) => [
      `batchSize: ${eventSource.BatchSize}`,
      `batchingWindow: ${eventSource.MaximumBatchingWindowInSeconds}`,
      ...(eventSource.ScalingConfig
        ? [
            `maximumConcurrency, ${id.split('Event')[0]?.toLowerCase()}: ${eventSource.ScalingConfig.MaximumConcurrency}`,
          ]
        : []),
    ]),
  ];
  expect(said.sort()).toEqual([...new Set(settings)].sort());
});

/** What a role allows: `action resource`, with logical ids. */
function grantsOf(role: Loose): string[] {
  const statements: Loose[] = role.Properties.Policies.flatMap(
    ({ PolicyDocument }: Loose) => PolicyDocument.Statement,
  );
  return statements.flatMap(({ Effect, Action, Resource }) => {
    const resources = [Resource].flat().map(target);
    const actions = [Action].flat().map((action) => (Effect === 'Allow' ? action : `${Effect} ${action}`));
    return actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));
  });
}
