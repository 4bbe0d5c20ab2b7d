import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTemplate } from '../../local/template.ts';
import { existingMetrics, functionsReporting, metricsOfAlarm } from '../support/cloudwatch.ts';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const project = join(__dirname, '../..');
const { ofType, resources } = compiled('prod');
const alarms = ofType('AWS::CloudWatch::Alarm');
const page = readFileSync(join(project, 'docs/alarms.md'), 'utf8');
const existing = existingMetrics('prod');
const queues = ofType('AWS::SQS::Queue');
const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

/** The alarm that watches a metric. */
function alarmOn(metric: string): Loose {
  return alarms.find(([, alarm]) => metricsOfAlarm(alarm).includes(metric))?.[1];
}

describe('every alarm', () => {
  test.each(alarms)('%s watches metrics that exist', (_logicalId, alarm) => {
    const unknown = metricsOfAlarm(alarm).filter((metric) => !existing.includes(metric));

    expect(unknown).toEqual([]);
  });

  test.each(alarms.filter(([, { Metrics }]) => Metrics))(
    '%s reckons with each of its metrics, and nothing else',
    (_logicalId, { Metrics }) => {
      const [{ Expression }, ...parts] = Metrics;

      const names = Expression.match(/[A-Za-z]\w*/g).filter((name: string) => name !== 'FILL');

      expect(names).toEqual(parts.map(({ Id }: Loose) => Id));
    },
  );

  test.each(alarms)('%s reports to AlarmTopic, and reports its end', (_logicalId, alarm) => {
    expect(alarm).toMatchObject({
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
    });
  });

  test.each(alarms)('%s says what no data means', (_logicalId, { TreatMissingData }) => {
    expect(['breaching', 'ignore', 'notBreaching']).toContain(TreatMissingData);
  });

  test.each(alarms)('%s leads to the section of docs/alarms.md with its words', (_logicalId, alarm) => {
    const words = alarm.AlarmName.replace('high-value-orders-prod ', '');
    const anchor = words.toLowerCase().replaceAll(' ', '-');

    expect(alarm.AlarmDescription).toMatch(new RegExp(`\\. What to do: docs/alarms\\.md#${anchor}$`));
    expect(page).toContain(`\n## ${words}\n`);
  });

  test.each(alarms)('%s is explained: what it means, what to look at, what to do', (_logicalId, alarm) => {
    const words = alarm.AlarmName.replace('high-value-orders-prod ', '');

    const [, section = ''] = page.split(`\n## ${words}\n`);
    const [own = ''] = section.split('\n## ');

    expect(own.match(/^\*\*[A-Z]\w+\.\*\*/gm)).toEqual(['**Means.**', '**Look.**', '**Do.**']);
  });

  test('has a name of its own', () => {
    const names = alarms.map(([, { AlarmName }]) => AlarmName);

    expect(new Set(names).size).toBe(names.length);
  });

  test('is counted in docs/alarms.md, and so are the metrics that it costs', () => {
    const metrics = alarms.flatMap(([, alarm]) => metricsOfAlarm(alarm));

    expect(page).toContain(`${alarms.length} alarms on ${metrics.length} metrics`);
  });
});

describe('there is an alarm', () => {
  test.each(queues.filter(isDeadLetterQueue))(
    'on the first message in %s, until it is empty',
    (logicalId) => {
      const alarm = alarmOn(
        `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=\${${logicalId}.QueueName}`,
      );

      expect(alarm).toMatchObject({
        Statistic: 'Maximum',
        ComparisonOperator: 'GreaterThanThreshold',
        Threshold: 0,
        TreatMissingData: 'ignore',
      });
    },
  );

  test.each(queues.filter((queue) => !isDeadLetterQueue(queue)))(
    'on a message in %s that is older than three receives can make it',
    (logicalId, { RedrivePolicy, VisibilityTimeout }) => {
      const alarm = alarmOn(`AWS/SQS ApproximateAgeOfOldestMessage QueueName=\${${logicalId}.QueueName}`);

      expect(alarm).toMatchObject({ Statistic: 'Maximum', ComparisonOperator: 'GreaterThanThreshold' });
      expect(alarm.Threshold).toBeGreaterThan(RedrivePolicy.maxReceiveCount * VisibilityTimeout);
    },
  );

  test.each(ofType('AWS::Lambda::Function'))('on the errors of %s', (logicalId) => {
    expect(alarmOn(`AWS/Lambda Errors FunctionName=\${${logicalId}}`)).toBeDefined();
  });

  test('on errors that are not refusals, over all functions that count refusals', () => {
    const counting = functionsReporting('InvalidOrders', 'ConflictingOrders');

    const { Metrics } = alarmOn('HighValueOrders InvalidOrders service=high-value-orders-prod');

    expect(Metrics[0].Expression).toBe(
      [...counting.map((name) => `+ FILL(${name}, 0)`), '- FILL(invalid, 0)', '- FILL(conflicting, 0)']
        .join(' ')
        .replace('+ ', ''),
    );
  });

  test.each(ofType('AWS::SNS::Topic').filter(([logicalId]) => logicalId !== 'AlarmTopic'))(
    'on deliveries of %s that failed',
    (logicalId) => {
      expect(
        alarmOn(`AWS/SNS NumberOfNotificationsFailed TopicName=\${${logicalId}.TopicName}`),
      ).toBeDefined();
    },
  );

  test.each([
    'WriteThrottleEvents TableName=${OrdersTable}',
    'WriteThrottleEvents GlobalSecondaryIndexName=NotificationIndex TableName=${OrdersTable}',
    'ReadThrottleEvents GlobalSecondaryIndexName=NotificationIndex TableName=${OrdersTable}',
  ])('on the table: %s', (metric) => {
    expect(alarmOn(`AWS/DynamoDB ${metric}`)).toBeDefined();
  });

  test('on what stays pending past the grace period, or on a sweep that does not run', () => {
    const { Variables } = resources.SweepLambdaFunction?.Properties.Environment ?? {};

    const alarm = alarmOn('HighValueOrders OldestPendingAge service=high-value-orders-prod');

    expect(alarm).toMatchObject({
      Threshold: Number(Variables.SWEEP_GRACE_SECONDS),
      TreatMissingData: 'breaching',
    });
  });
});

describe('AlarmTopic', () => {
  const policies = ofType('AWS::SNS::TopicPolicy').filter(([, { Topics }]) =>
    Topics.map(target).includes('AlarmTopic'),
  );
  const statements: Loose[] = policies.flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);

  test('takes messages of the alarms of this account alone', () => {
    expect(statements.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: 'AlarmTopic' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      },
    ]);
  });

  test('takes none that does not come by TLS', () => {
    expect(statements).toContainEqual({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: { Ref: 'AlarmTopic' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  test('writes to ALARM_EMAIL where that is set', () => {
    const { Conditions }: Loose = readTemplate(join(project, 'build/prod'));

    const { Condition, Properties }: Loose = resources.AlarmEmailSubscription;

    expect(Properties).toEqual({
      TopicArn: { Ref: 'AlarmTopic' },
      Protocol: 'email',
      Endpoint: { Ref: 'AlarmEmail' },
    });
    expect(Conditions[Condition]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'AlarmEmail' }, ''] }] });
  });
});

test('stage local has no alarms, and no topic for them', () => {
  const local = compiled('local');

  expect(local.ofType('AWS::CloudWatch::Alarm')).toEqual([]);
  expect(Object.keys(local.resources)).not.toContain('AlarmTopic');
});
