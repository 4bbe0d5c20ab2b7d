import { describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { isEmulatorStage, STAGES } from '../../tools/service/stages.ts';
import { compiled } from '../support/compiled-template.ts';

/** Milliseconds of all pauses between the attempts of one call: 100 and 200, or 500 and 1,000 when throttled. */
const pausesOn = (stage: string) => (isEmulatorStage(stage) ? 300 : 1500);
const ATTEMPTS = 3;
/** ingest puts, then publishes. */
const CALLS_IN_A_ROW = 2;

describe.each(STAGES)('on stage %s', (stage) => {
  const { ofType, zip, outputs } = compiled(stage);
  const functions = ofType('AWS::Lambda::Function');

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
      const longest = CALLS_IN_A_ROW * (ATTEMPTS * requestTimeout + pausesOn(stage));

      expect(longest).toBeLessThan(Timeout * 1000);
    },
  );

  test.each(functions)('%s is deployed as one file', (_logicalId, { FunctionName, Handler }) => {
    const files = Object.keys(unzipSync(zip(FunctionName.split('-').at(-1))));

    expect(files).toEqual([Handler.replace(/\.handler$/, '.js')]);
  });

  test.each(functions)('%s has a log group with a retention', (logicalId) => {
    const logGroups = Object.fromEntries(ofType('AWS::Logs::LogGroup'));

    expect(logGroups[logicalId.replace('LambdaFunction', 'LogGroup')]).toMatchObject({
      LogGroupName: expect.stringContaining(`/aws/lambda/high-value-orders-${stage}-`),
      RetentionInDays: { local: 1, 'local-prod': 365, dev: 14, prod: 365 }[stage],
    });
  });

  test('ingest gets the threshold', () => {
    const [, ingest] = functions.find(([logicalId]) => logicalId === 'IngestLambdaFunction') ?? [];

    expect(ingest.Environment.Variables.HIGH_VALUE_THRESHOLD).toBe('100');
  });

  test('the outputs name the table, the topic and every queue', () => {
    const queues = ofType('AWS::SQS::Queue').map(([logicalId]) => `${logicalId}Url`);

    expect(Object.keys(outputs)).toEqual(
      expect.arrayContaining(['OrdersTableName', 'HighValueOrderTopicArn', ...queues]),
    );
  });
});
