/** The dashboard: the orders first, then the resources behind them. */
const { functionPart } = require('./parts.js');

const SERVICE = '${self:service}-${sls:stage}';

module.exports = async ({ resolveVariable }) => {
  if ((await resolveVariable('param:dashboard')) === 'none') return {};
  const { topics, queues } = await resolveVariable('self:custom');
  const functions = Object.entries(await resolveVariable('self:functions'));
  const widgets = [...orders(), ...resources(Object.keys(topics), Object.keys(queues), functions)];
  return {
    Resources: {
      // Dashboards have no region, so the name contains it. 50 metrics at most: CloudWatch's free tier has that many.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: { 'Fn::Sub': `${SERVICE}-\${AWS::Region}` },
          DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) },
        },
      },
    },
    Outputs: {
      DashboardUrl: {
        Description: 'The dashboard',
        Value: {
          'Fn::Sub':
            'https://${AWS::Region}.console.aws.amazon.com/cloudwatch/home?region=${AWS::Region}#dashboards/dashboard/${Dashboard}',
        },
      },
    },
  };
};

const withRightAxis = { yAxis: { left: { min: 0 }, right: { min: 0 } } };

/** A graph of metrics; `options` are what differs from the sum of each five minutes. */
const graph = (title, { width = 8, height = 6, ...options }, ...metrics) => ({
  type: 'metric',
  width,
  height,
  properties: {
    ...{ title, stat: 'Sum', period: 300, region: '${AWS::Region}', yAxis: { left: { min: 0 } } },
    ...options,
    metrics,
  },
});

const own = (name, label, more) => ['HighValueOrders', name, 'service', SERVICE, { label, ...more }];
const onTheRight = { yAxis: 'right' };

const orders = () => [
  graph(
    'Orders in the time shown',
    {
      ...{ width: 24, height: 3, view: 'singleValue', setPeriodToTimeRange: true },
      ...{ period: undefined, yAxis: undefined },
    },
    own('OrdersStored', 'stored'),
    own('HighValueOrders', 'high-value'),
    own('HighValueAmount', 'amount of high-value orders'),
    own('OrdersNotified', 'acknowledged'),
    own('DuplicateOrders', 'duplicates'),
    own('InvalidOrders', 'refused: invalid'),
    own('ConflictingOrders', 'refused: conflict'),
  ),
  graph(
    'Orders in',
    {},
    own('OrdersStored', 'stored'),
    own('OrdersWithoutAmount', 'stored without an amount'),
    own('OrdersPublished', 'published by producer'),
  ),
  graph(
    'High-value orders and their amount',
    withRightAxis,
    own('HighValueOrders', 'stored'),
    own('NotificationsPublished', 'announced'),
    own('OrdersNotified', 'acknowledged'),
    own('HighValueAmount', 'amount', onTheRight),
  ),
  graph(
    'From stored to acknowledged',
    { stat: undefined },
    own('NotifyLatency', 'p50', { stat: 'p50' }),
    own('NotifyLatency', 'p99', { stat: 'p99' }),
  ),
  graph(
    'Pending orders and the age of the oldest',
    { stat: 'Maximum', ...withRightAxis },
    own('PendingNotifications', 'pending'),
    own('NotificationsRepublished', 'announced again', { stat: 'Sum' }),
    own('OldestPendingAge', 'age of the oldest', onTheRight),
  ),
  graph(
    'Duplicates, without effect',
    {},
    own('DuplicateOrders', 'orders'),
    own('DuplicateNotifications', 'announcements'),
  ),
  graph(
    'Refused or failed (from a queue: once per receive)',
    {},
    own('InvalidOrders', 'refused: invalid'),
    own('ConflictingOrders', 'refused: conflict'),
    own('OrdersNotPublished', 'not published by producer'),
    own('OrderRecordsFailed', 'from OrderQueue, refused or failed'),
    own('InvocationsRefused', 'invocations refused'),
    own('ReportsRefused', 'reports refused'),
    own('NotificationsFailed', 'not acknowledged'),
  ),
];

const ofResource = (namespace, dimension) => (metric, name, label) => [
  ...[namespace, metric, dimension, `\${${name}}`],
  { label },
];

function resources(topics, queues, functions) {
  const lambda = ofResource('AWS/Lambda', 'FunctionName');
  const ofFunction =
    (metric) =>
    ([name]) =>
      lambda(metric, functionPart(name, 'LambdaFunction'), name);
  const sqs = ofResource('AWS/SQS', 'QueueName');
  const ofQueue = (metric, queue, label = queue) => sqs(metric, `${queue}.QueueName`, label);
  const sns = ofResource('AWS/SNS', 'TopicName');
  const ofTopic = (metric, topic, label) => sns(metric, `${topic}.TopicName`, `${topic}, ${label}`);
  const perMinute = { stat: 'Maximum', period: 60 };
  const bases = queues.map((queue) => queue.replace(/Queue$/, ''));
  const table = ['TableName', '${OrdersTable}'];
  const index = [...table, 'GlobalSecondaryIndexName', 'NotificationIndex'];
  const visible = 'ApproximateNumberOfMessagesVisible';

  return [
    {
      ...{ type: 'text', width: 24, height: 1 },
      properties: { markdown: '**Resources.** docs/alarms.md says what to do when an alarm fires.' },
    },
    graph(
      'Dead letters',
      perMinute,
      ...['DLQ', 'SubscriptionDLQ'].flatMap((kind) => bases.map((base) => ofQueue(visible, base + kind))),
    ),
    graph(
      'Messages in the queues',
      perMinute,
      ...queues.flatMap((queue) => [
        ofQueue(visible, queue, `${queue}, visible`),
        ofQueue('ApproximateNumberOfMessagesNotVisible', queue, `${queue}, in flight`),
      ]),
    ),
    graph(
      'Age of the oldest message',
      perMinute,
      ...queues.map((queue) => ofQueue('ApproximateAgeOfOldestMessage', queue)),
    ),
    graph(
      'Errors (ingest, producer and report: refused invocations too)',
      {},
      ...functions.map(ofFunction('Errors')),
    ),
    // Without report, which nothing waits for.
    graph(
      'Duration, p99',
      { stat: 'p99' },
      ...functions.filter(([name]) => name !== 'report').map(ofFunction('Duration')),
    ),
    graph(
      'Throttled',
      { period: 60 },
      ['AWS/DynamoDB', 'WriteThrottleEvents', ...table, { label: 'writes to OrdersTable' }],
      ['AWS/DynamoDB', 'WriteThrottleEvents', ...index, { label: 'writes to its index' }],
      ['AWS/DynamoDB', 'ReadThrottleEvents', ...index, { label: 'reads of its index' }],
      ...functions
        .filter(([, { events = [] }]) => events.some(({ sqs }) => sqs))
        .map(ofFunction('Throttles')),
    ),
    graph(
      'Deliveries that SNS gave up: kept in a dead-letter queue, or lost',
      { width: 24 },
      ...topics.flatMap((topic) => [
        ofTopic('NumberOfNotificationsFailed', topic, 'given up'),
        ofTopic('NumberOfNotificationsRedrivenToDlq', topic, 'kept'),
        ofTopic('NumberOfNotificationsFailedToRedriveToDlq', topic, 'could not be kept'),
      ]),
    ),
  ];
}
