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

const graph = (title, metrics, { width = 8, height = 6, ...properties } = {}) => ({
  type: 'metric',
  width,
  height,
  properties: {
    title,
    stat: 'Sum',
    period: 300,
    region: '${AWS::Region}',
    yAxis: { left: { min: 0 } },
    ...properties,
    metrics,
  },
});

const own = (name, label, more) => ['HighValueOrders', name, 'service', SERVICE, { label, ...more }];
const withRightAxis = { yAxis: { left: { min: 0 }, right: { min: 0 } } };
const onTheRight = { yAxis: 'right' };

function orders() {
  return [
    graph(
      'Orders in the time shown',
      [
        own('OrdersStored', 'stored'),
        own('HighValueOrders', 'high-value'),
        own('HighValueAmount', 'amount of high-value orders'),
        own('OrdersNotified', 'acknowledged'),
        own('DuplicateOrders', 'duplicates'),
        own('InvalidOrders', 'refused: invalid'),
        own('ConflictingOrders', 'refused: conflict'),
      ],
      {
        width: 24,
        height: 3,
        view: 'singleValue',
        setPeriodToTimeRange: true,
        period: undefined,
        yAxis: undefined,
      },
    ),
    graph('Orders in', [
      own('OrdersStored', 'stored'),
      own('OrdersWithoutAmount', 'stored without an amount'),
      own('OrdersPublished', 'published by producer'),
    ]),
    graph(
      'High-value orders and their amount',
      [
        own('HighValueOrders', 'stored'),
        own('NotificationsPublished', 'announced'),
        own('OrdersNotified', 'acknowledged'),
        own('HighValueAmount', 'amount', onTheRight),
      ],
      withRightAxis,
    ),
    graph(
      'From stored to acknowledged',
      [own('NotifyLatency', 'p50', { stat: 'p50' }), own('NotifyLatency', 'p99', { stat: 'p99' })],
      { stat: undefined },
    ),
    graph(
      'Pending orders and the age of the oldest',
      [
        own('PendingNotifications', 'pending'),
        own('NotificationsRepublished', 'announced again', { stat: 'Sum' }),
        own('OldestPendingAge', 'age of the oldest', onTheRight),
      ],
      { stat: 'Maximum', ...withRightAxis },
    ),
    graph('Duplicates, without effect', [
      own('DuplicateOrders', 'orders'),
      own('DuplicateNotifications', 'announcements'),
    ]),
    graph('Refused or failed (from a queue: once per receive)', [
      own('InvalidOrders', 'refused: invalid'),
      own('ConflictingOrders', 'refused: conflict'),
      own('OrdersNotPublished', 'not published by producer'),
      own('OrderRecordsFailed', 'from OrderQueue, refused or failed'),
      own('InvocationsRefused', 'invocations refused'),
      own('ReportsRefused', 'reports refused'),
      own('NotificationsFailed', 'not acknowledged'),
    ]),
  ];
}

function resources(topics, queues, functions) {
  const names = functions.map(([name]) => name);
  const ofFunction = (metric, name) => [
    ...['AWS/Lambda', metric, 'FunctionName', `\${${functionPart(name, 'LambdaFunction')}}`],
    { label: name },
  ];
  const ofQueue = (metric, queue, label = queue) => [
    ...['AWS/SQS', metric, 'QueueName', `\${${queue}.QueueName}`],
    { label },
  ];
  const ofTopic = (metric, topic, label) => [
    ...['AWS/SNS', metric, 'TopicName', `\${${topic}.TopicName}`],
    { label: `${topic}, ${label}` },
  ];
  const perMinute = { stat: 'Maximum', period: 60 };
  const bases = queues.map((queue) => queue.replace(/Queue$/, ''));
  const table = ['TableName', '${OrdersTable}'];
  const index = [...table, 'GlobalSecondaryIndexName', 'NotificationIndex'];
  const visible = 'ApproximateNumberOfMessagesVisible';

  return [
    {
      type: 'text',
      width: 24,
      height: 1,
      properties: { markdown: '**Resources.** docs/alarms.md says what to do when an alarm fires.' },
    },
    graph(
      'Dead letters',
      ['DLQ', 'SubscriptionDLQ'].flatMap((kind) => bases.map((base) => ofQueue(visible, `${base}${kind}`))),
      perMinute,
    ),
    graph(
      'Messages in the queues',
      queues.flatMap((queue) => [
        ofQueue(visible, queue, `${queue}, visible`),
        ofQueue('ApproximateNumberOfMessagesNotVisible', queue, `${queue}, in flight`),
      ]),
      perMinute,
    ),
    graph(
      'Age of the oldest message',
      queues.map((queue) => ofQueue('ApproximateAgeOfOldestMessage', queue)),
      perMinute,
    ),
    graph(
      'Errors (ingest, producer and report: refused invocations too)',
      names.map((name) => ofFunction('Errors', name)),
    ),
    graph(
      'Duration, p99',
      names.filter((name) => name !== 'report').map((name) => ofFunction('Duration', name)),
      { stat: 'p99' },
    ),
    graph(
      'Throttled',
      [
        ['AWS/DynamoDB', 'WriteThrottleEvents', ...table, { label: 'writes to OrdersTable' }],
        ['AWS/DynamoDB', 'WriteThrottleEvents', ...index, { label: 'writes to its index' }],
        ['AWS/DynamoDB', 'ReadThrottleEvents', ...index, { label: 'reads of its index' }],
        ...functions
          .filter(([, { events = [] }]) => events.some(({ sqs }) => sqs))
          .map(([name]) => ofFunction('Throttles', name)),
      ],
      { period: 60 },
    ),
    graph(
      'Deliveries that SNS gave up: kept in a dead-letter queue, or lost',
      topics.flatMap((topic) => [
        ofTopic('NumberOfNotificationsFailed', topic, 'given up'),
        ofTopic('NumberOfNotificationsRedrivenToDlq', topic, 'kept'),
        ofTopic('NumberOfNotificationsFailedToRedriveToDlq', topic, 'could not be kept'),
      ]),
      { width: 24 },
    ),
  ];
}
