import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readTemplate } from '../../tools/stack/template.ts';
import { existingMetrics, functionsReporting, metricsOfAlarm } from '../support/cloudwatch.ts';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const project = join(__dirname, '../..');
const { ofType, resources } = compiled('prod');
const alarms = ofType('AWS::CloudWatch::Alarm');
const page = readFileSync(join(project, 'docs/alarms.md'), 'utf8');
const existing = existingMetrics('prod');
const queues = ofType('AWS::SQS::Queue');
const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const RECEIVES_IN_THE_AGE = 3;

/** The alarm that watches a metric. */
function alarmOn(metric: string): Loose {
  return alarms.find(([, alarm]) => metricsOfAlarm(alarm).includes(metric))?.[1];
}

/** One that reports more dead letters, where another alarm reports the first and the last. */
const isOnArrivals = ({ AlarmName }: Loose) => AlarmName.endsWith(' has more messages');

/** The heading of an alarm's section in docs/alarms.md. */
const headingOf = ({ AlarmName }: Loose): string =>
  AlarmName.replace('high-value-orders-prod ', '').replace(' has more messages', ' has messages');

describe('every alarm', () => {
  test.each(alarms)('%s watches metrics that exist', (_logicalId, alarm) => {
    const unknown = metricsOfAlarm(alarm).filter((metric) => !existing.includes(metric));

    expect(unknown).toEqual([]);
  });

  test.each(alarms.filter(([, { Metrics }]) => Metrics))(
    '%s reckons with each of its metrics, and nothing else',
    (_logicalId, { Metrics }) => {
      const [{ Id: result }] = Metrics;

      const names = Metrics.flatMap(({ Expression = '' }) => Expression.match(/\b[a-z]\w*/g) ?? []);

      expect([...new Set([...names, result])].sort()).toEqual(Metrics.map(({ Id }: Loose) => Id).sort());
    },
  );

  test.each(alarms)('%s reports to AlarmTopic', (_logicalId, { AlarmActions }) => {
    expect(AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
  });

  test.each(alarms)(
    '%s reports its end, unless another alarm on the same queue does',
    (_logicalId, alarm) => {
      const expected = isOnArrivals(alarm) ? undefined : [{ Ref: 'AlarmTopic' }];

      expect(alarm.OKActions).toEqual(expected);
    },
  );

  test.each(alarms)('%s says what no data means', (_logicalId, { TreatMissingData }) => {
    expect(['breaching', 'missing', 'notBreaching']).toContain(TreatMissingData);
  });

  test.each(alarms)('%s leads to the section of docs/alarms.md with its words', (_logicalId, alarm) => {
    const anchor = headingOf(alarm).toLowerCase().replaceAll(' ', '-');

    expect(alarm.AlarmDescription).toMatch(new RegExp(`\\. What to do: docs/alarms\\.md#${anchor}$`));
    expect(page).toContain(`\n## ${headingOf(alarm)}\n`);
  });

  test.each(alarms)(
    '%s is explained: what it means, when it fires, what to look at, what to do',
    (_logicalId, alarm) => {
      const [, section = ''] = page.split(`\n## ${headingOf(alarm)}\n`);
      const [own = ''] = section.split('\n## ');

      expect(own.match(/^\*\*[A-Z]\w+\.\*\*/gm)).toEqual([
        '**Means.**',
        '**Fires.**',
        '**Look.**',
        '**Do.**',
      ]);
    },
  );

  test('has a name of its own', () => {
    const names = alarms.map(([, { AlarmName }]) => AlarmName);

    expect(new Set(names).size).toBe(names.length);
  });

  test('is counted in docs/alarms.md, and so are the metrics that it costs', () => {
    const always = alarms.filter(([logicalId]) => resources[logicalId]?.Condition === undefined);
    const metrics = always.flatMap(([, alarm]) => metricsOfAlarm(alarm));

    expect(page).toContain(`${always.length} alarms on ${metrics.length} metrics`);
  });
});

describe('there is an alarm', () => {
  test.each(queues.filter(isDeadLetterQueue))(
    'on the first message in %s, and on each that joins it',
    (logicalId) => {
      const metric = `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=\${${logicalId}.QueueName}`;
      const onIt = alarms.filter(([, alarm]) => metricsOfAlarm(alarm).includes(metric));

      expect(onIt.map(([, alarm]) => isOnArrivals(alarm))).toEqual([false, true]);
    },
  );

  test.each(queues.filter((queue) => !isDeadLetterQueue(queue)))(
    'on a message in %s that is older than those that SQS leaves out of the age',
    (logicalId, { VisibilityTimeout }) => {
      const alarm = alarmOn(`AWS/SQS ApproximateAgeOfOldestMessage QueueName=\${${logicalId}.QueueName}`);

      expect(alarm).toMatchObject({ Statistic: 'Maximum', ComparisonOperator: 'GreaterThanThreshold' });
      expect(alarm.Threshold).toBeGreaterThan(RECEIVES_IN_THE_AGE * VisibilityTimeout);
    },
  );

  test.each(ofType('AWS::Lambda::Function'))('on the errors of %s', (logicalId) => {
    expect(alarmOn(`AWS/Lambda Errors FunctionName=\${${logicalId}}`)).toBeDefined();
  });

  test.each([
    ['InvocationsRefused', 'FILL(ingest, 0) + FILL(producer, 0) - FILL(refused, 0)'],
    ['ReportsRefused', 'FILL(report, 0) - FILL(refused, 0)'],
  ])('on the errors of all functions that count %s, less those', (metric, expression) => {
    const counting = functionsReporting(metric);

    const { Metrics } = alarmOn(`HighValueOrders ${metric} service=high-value-orders-prod`);

    expect(Metrics[0].Expression).toBe(expression);
    expect(Metrics.slice(1, -1).map(({ Id }: Loose) => Id)).toEqual(counting);
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
