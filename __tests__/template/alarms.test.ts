import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { existingMetrics, functionsReporting, metricsOfAlarm } from '../support/cloudwatch.ts';
import { compiled, type Loose } from '../support/compiled-template.ts';

const { ofType, resources } = compiled('prod');
const alarms = ofType('AWS::CloudWatch::Alarm');
const page = readFileSync(join(__dirname, '../../docs/alarms.md'), 'utf8');
const existing = existingMetrics();
const queues = ofType('AWS::SQS::Queue');
const isDeadLetterQueue = ([logicalId]: [string, unknown]) => logicalId.endsWith('DLQ');

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const RECEIVES_IN_THE_AGE = 3;

const alarmsOn = (metric: string): Loose[] =>
  alarms.map(([, alarm]) => alarm).filter((alarm) => metricsOfAlarm(alarm).includes(metric));

/** An alarm on more dead letters; another alarm on the queue reports the first one and the recovery. */
const isOnArrivals = ({ AlarmName }: Loose) => AlarmName.endsWith(' has more messages');

describe('every alarm', () => {
  test.each(alarms)('%s watches metrics that exist', (_logicalId, alarm) => {
    const unknown = metricsOfAlarm(alarm).filter((metric) => !existing.includes(metric));

    expect(unknown).toEqual([]);
  });

  test.each(alarms.filter(([, { Metrics }]) => Metrics))(
    '%s uses each of its metrics, and nothing else',
    (_logicalId, { Metrics }) => {
      const names = Metrics.flatMap(({ Expression = '' }) => Expression.match(/\b[a-z]\w*/g) ?? []);

      const used = new Set([...names, Metrics[0].Id]);
      expect([...used].sort()).toEqual(Metrics.map(({ Id }: Loose) => Id).sort());
    },
  );

  test.each(alarms)(
    '%s notifies AlarmTopic, of its end too unless another alarm does',
    (_logicalId, alarm) => {
      const notified = [{ Ref: 'AlarmTopic' }];

      expect(alarm.AlarmActions).toEqual(notified);
      expect(alarm.OKActions).toEqual(isOnArrivals(alarm) ? undefined : notified);
    },
  );

  test.each(alarms)('%s says what missing data means', (_logicalId, { TreatMissingData }) => {
    expect(['breaching', 'missing', 'notBreaching']).toContain(TreatMissingData);
  });

  test.each(alarms)(
    '%s links to its section of docs/alarms.md: what it means, when it fires, where to look, what to do',
    (_logicalId, { AlarmName, AlarmDescription }) => {
      const heading = AlarmName.replace('high-value-orders-prod ', '').replace(' more ', ' ');
      const anchor = heading.toLowerCase().replaceAll(' ', '-');
      const [, section = ''] = page.split(`\n## ${heading}\n`);
      const paragraphs = section.split('\n## ')[0]?.match(/(?<=^- \*\*)\w+(?=\.\*\*)/gm);

      expect(AlarmDescription).toMatch(new RegExp(`\\. What to do: docs/alarms\\.md#${anchor}$`));
      expect(`${heading}: ${paragraphs}`).toBe(`${heading}: Means,Fires,Look,Do`);
    },
  );

  test('has its own name', () => {
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
  test.each(queues.filter(isDeadLetterQueue))('on the first message in %s, and on more', (logicalId) => {
    const metric = `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=\${${logicalId}.QueueName}`;

    expect(alarmsOn(metric).map(isOnArrivals)).toEqual([false, true]);
  });

  test.each(queues.filter((queue) => !isDeadLetterQueue(queue)))(
    'on a message in %s that is older than those that SQS leaves out of the age',
    (logicalId, { VisibilityTimeout }) => {
      const [alarm] = alarmsOn(`AWS/SQS ApproximateAgeOfOldestMessage QueueName=\${${logicalId}.QueueName}`);

      expect(alarm).toMatchObject({ Statistic: 'Maximum', ComparisonOperator: 'GreaterThanThreshold' });
      expect(alarm.Threshold).toBeGreaterThan(RECEIVES_IN_THE_AGE * VisibilityTimeout);
    },
  );

  test.each(ofType('AWS::Lambda::Function'))('on the errors of %s', (logicalId) => {
    expect(alarmsOn(`AWS/Lambda Errors FunctionName=\${${logicalId}}`)).toHaveLength(1);
  });

  test.each([
    ['InvocationsRefused', 'FILL(ingest, 0) + FILL(producer, 0) - FILL(refused, 0)'],
    ['ReportsRefused', 'FILL(report, 0) - FILL(refused, 0)'],
  ])('on the errors of all functions that count %s, less those', (metric, expression) => {
    const counting = functionsReporting(metric);

    const [{ Metrics }] = alarmsOn(`HighValueOrders ${metric} service=high-value-orders-prod`);

    expect(Metrics[0].Expression).toBe(expression);
    expect(Metrics.slice(1, -1).map(({ Id }: Loose) => Id)).toEqual(counting);
  });

  test.each(['OrderRecordsFailed', 'NotificationsFailed'])('on the failed records in %s', (metric) => {
    expect(alarmsOn(`HighValueOrders ${metric} service=high-value-orders-prod`)).toHaveLength(1);
  });

  test.each(ofType('AWS::SNS::Topic').filter(([logicalId]) => logicalId !== 'AlarmTopic'))(
    'on deliveries of %s that failed',
    (logicalId) => {
      const metric = `AWS/SNS NumberOfNotificationsFailed TopicName=\${${logicalId}.TopicName}`;

      expect(alarmsOn(metric)).toHaveLength(1);
    },
  );

  test.each([
    'WriteThrottleEvents TableName=${OrdersTable}',
    'WriteThrottleEvents GlobalSecondaryIndexName=NotificationIndex TableName=${OrdersTable}',
    'ReadThrottleEvents GlobalSecondaryIndexName=NotificationIndex TableName=${OrdersTable}',
  ])('on the table: %s', (metric) => {
    expect(alarmsOn(`AWS/DynamoDB ${metric}`)).toHaveLength(1);
  });

  test('on orders that stay pending past the grace period, and on a sweep that does not run', () => {
    const { Variables } = resources.SweepLambdaFunction?.Properties.Environment ?? {};

    expect(alarmsOn('HighValueOrders OldestPendingAge service=high-value-orders-prod')).toMatchObject([
      { Threshold: Number(Variables.SWEEP_GRACE_SECONDS), TreatMissingData: 'breaching' },
    ]);
  });
});
