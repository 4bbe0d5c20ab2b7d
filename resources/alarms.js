/**
 * The alarms of functions and of the table; topics-and-queues.js has those of topics and queues. Each one asks for action,
 * and docs/alarms.md says which, under the alarm's own name. There are few: an alarm that fires without need is soon ignored,
 * and each metric costs.
 */
const { alarm, calculating, metric, ownMetric, watching } = require('./alarm.js');
const { functionPart, getAtt, ref, topicPolicy } = require('./parts.js');

module.exports = async ({ resolveVariable }) => {
  if ((await resolveVariable('param:alarms')) === 'none') return {};
  const hasOwnKey = (await resolveVariable('param:encryption')) === 'kms';

  return {
    Resources: {
      IntakeAlarm: errorAlarm(['ingest', 'producer'], 'InvocationsRefused', 'an order'),
      ReportAlarm: errorAlarm(['report'], 'ReportsRefused', 'a request'),
      SweepAlarm,
      OrdersTableAlarm,
      PendingAlarm,
      QuietAlarm,

      // Where alarms notify. Subscribe a pager here, or an address by ALARM_EMAIL.
      AlarmTopic: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          DisplayName: '${self:service}-${sls:stage} alarms',
          // Not encrypted by default: CloudWatch cannot use AWS's own key for SNS, and alarms name no orders.
          // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
          ...(hasOwnKey && { KmsMasterKeyId: getAtt('EncryptionKey', 'Arn') }),
        },
      },
      AlarmTopicPolicy: topicPolicy('AlarmTopic', {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': ref('AWS::AccountId') } },
      }),
      // SNS first sends a confirmation to the address, and nothing more until its link is followed.
      AlarmEmailSubscription: {
        Type: 'AWS::SNS::Subscription',
        Condition: 'HasAlarmEmail',
        Properties: { TopicArn: ref('AlarmTopic'), Protocol: 'email', Endpoint: ref('AlarmEmail') },
      },
    },
    Parameters: {
      AlarmEmail: {
        Description: 'The e-mail address that alarms notify; none when empty',
        Type: 'String',
        Default: "${env:ALARM_EMAIL, ''}",
        AllowedPattern: '^([^@ ]+@[^@ ]+)?$',
        ConstraintDescription: 'ALARM_EMAIL must be an e-mail address, or empty',
      },
      QuietMinutes: {
        Description: 'Minutes without an order after which an alarm fires; no alarm when 0',
        Type: 'Number',
        Default: "${number(${env:QUIET_MINUTES, '0'})}",
        MinValue: 0,
        // A day: CloudWatch evaluates at most that much of one-minute periods.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        MaxValue: 1440,
      },
    },
    Conditions: {
      HasQuietMinutes: { 'Fn::Not': [{ 'Fn::Equals': [ref('QuietMinutes'), 0] }] },
      HasAlarmEmail: { 'Fn::Not': [{ 'Fn::Equals': [ref('AlarmEmail'), ''] }] },
    },
    Outputs: {
      AlarmTopicArn: {
        Description: 'Where alarms notify; subscribe your pager here',
        Value: ref('AlarmTopic'),
      },
    },
  };
};

const errorsOf = (name) =>
  metric('AWS/Lambda', 'Errors', { FunctionName: ref(functionPart(name, 'LambdaFunction')) });

/**
 * Errors of functions that are invoked directly: in three of the last twelve five-minute periods, so that a function that is
 * invoked every ten minutes and always fails is noticed within half an hour. To Lambda, refusing the input is an error too.
 * The caller was told, so the functions count these invocations in the metric `refused`, and the alarm subtracts them.
 */
function errorAlarm(names, refused, input) {
  return alarm(
    `${names.join(' or ')} keeps failing`,
    `Invocations of ${names.join(' or ')} failed in three of the last twelve five-minute periods, for another reason than ${input} that was refused.`,
    {
      ...calculating(
        'Errors without refusals',
        `${names.map((name) => `FILL(${name}, 0)`).join(' + ')} - FILL(refused, 0)`,
        { ...Object.fromEntries(names.map((name) => [name, errorsOf(name)])), refused: ownMetric(refused) },
        { Period: 300 },
      ),
      EvaluationPeriods: 12,
      DatapointsToAlarm: 3,
    },
  );
}

// Three failed sweeps in a row. sweep runs every five minutes; two runs can fall into one five-minute period and none into
// the next, hence three of four.
const SweepAlarm = alarm(
  'sweep keeps failing',
  'Three sweeps in a row failed, so lost announcements are not repeated.',
  { ...watching('Sum', 300, errorsOf('sweep')), EvaluationPeriods: 4, DatapointsToAlarm: 3 },
);

// The clients try three times, so a throttled minute now and then does no harm. Alarms on AWS/DynamoDB ignore missing data
// unless told otherwise, and these metrics have data only where something was throttled.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html#WriteThrottleEvents
const table = { TableName: ref('OrdersTable') };
const index = { ...table, GlobalSecondaryIndexName: 'NotificationIndex' };
const OrdersTableAlarm = alarm(
  'OrdersTable is throttled',
  'DynamoDB throttled writes to OrdersTable or its index, or reads of the index, in three of five minutes.',
  {
    ...calculating(
      'Throttled writes and reads',
      'FILL(writes, 0) + FILL(indexWrites, 0) + FILL(indexReads, 0)',
      {
        writes: metric('AWS/DynamoDB', 'WriteThrottleEvents', table),
        indexWrites: metric('AWS/DynamoDB', 'WriteThrottleEvents', index),
        indexReads: metric('AWS/DynamoDB', 'ReadThrottleEvents', index),
      },
      { id: 'throttled' },
    ),
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
  },
);

// Three sweeps in a row found an order that is pending past the grace period, although the first two announced it again.
// sweep reports an age every five minutes, 0 when nothing is pending: without data, sweep does not run.
const PendingAlarm = alarm(
  'orders stay pending',
  'High-value orders are not acknowledged although they were announced again, or sweep does not run.',
  {
    ...watching('Maximum', 300, ownMetric('OldestPendingAge')),
    EvaluationPeriods: 3,
    Threshold: '${param:sweepGraceSeconds}',
    TreatMissingData: 'breaching',
  },
);

// With QUIET_MINUTES set: no order was stored, nor recognized as a duplicate, for that long.
const QuietAlarm = {
  Condition: 'HasQuietMinutes',
  ...alarm('no orders come in', 'No order came in for as many minutes as QUIET_MINUTES says.', {
    ...calculating(
      'Orders stored, and duplicates',
      'FILL(stored, 0) + FILL(duplicates, 0)',
      { stored: ownMetric('OrdersStored'), duplicates: ownMetric('DuplicateOrders') },
      { id: 'orders' },
    ),
    EvaluationPeriods: ref('QuietMinutes'),
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 1,
    TreatMissingData: 'breaching',
  }),
};
