import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compiled, type Loose } from './compiled-template.ts';

type Dimensions = Record<string, string>;

/** A metric in one line: namespace, name, dimensions. References are written as in Fn::Sub. */
function describe(namespace: string, name: string, dimensions: Dimensions): string {
  const pairs = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
  return [namespace, name, ...pairs.sort()].join(' ');
}

/** What AWS reports: namespace, type of the resource, its dimensions, and names. */
const OF_AWS: [
  namespace: string,
  type: string,
  dimensions: (id: string, p: Loose) => Dimensions[],
  string,
][] = [
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  [
    'AWS/Lambda',
    'AWS::Lambda::Function',
    (id) => [{ FunctionName: `\${${id}}` }],
    'Duration Errors Invocations Throttles',
  ],
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  [
    'AWS/SQS',
    'AWS::SQS::Queue',
    (id) => [{ QueueName: `\${${id}.QueueName}` }],
    'ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible',
  ],
  // https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  [
    'AWS/SNS',
    'AWS::SNS::Topic',
    (id) => [{ TopicName: `\${${id}.TopicName}` }],
    'NumberOfNotificationsFailed NumberOfNotificationsFailedToRedriveToDlq NumberOfNotificationsRedrivenToDlq',
  ],
  // Those of a table exclude its indexes; ThrottledRequests exists only by Operation.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  [
    'AWS/DynamoDB',
    'AWS::DynamoDB::Table',
    (id, { GlobalSecondaryIndexes }) => [
      { TableName: `\${${id}}` },
      ...GlobalSecondaryIndexes.map(({ IndexName }: Loose) => ({
        TableName: `\${${id}}`,
        GlobalSecondaryIndexName: IndexName,
      })),
    ],
    'ReadThrottleEvents WriteThrottleEvents',
  ],
];

/** Every metric that prod can have: those that AWS reports, and those that the functions report. */
export function existingMetrics(): string[] {
  const ofAws = OF_AWS.flatMap(([namespace, type, dimensionsOf, names]) =>
    compiled('prod')
      .ofType(type)
      .flatMap(([id, properties]) => dimensionsOf(id, properties))
      .flatMap((dimensions) => names.split(' ').map((name) => describe(namespace, name, dimensions))),
  );
  return [...ofAws, ...ownMetrics()];
}

/** The metrics that the functions report: the names are in their sources, the rest in their settings. */
export function ownMetrics(): string[] {
  const [[, { Environment }] = ['', {}]] = compiled('prod').ofType('AWS::Lambda::Function');
  const { POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME } = Environment.Variables;
  return [...new Set(reports().flatMap(({ names }) => names))].map((name) =>
    describe(POWERTOOLS_METRICS_NAMESPACE, name, { service: POWERTOOLS_SERVICE_NAME }),
  );
}

/** The functions that report any of these metrics. */
export function functionsReporting(...metrics: string[]): string[] {
  return reports()
    .filter(({ names }) => names.some((name) => metrics.includes(name)))
    .map(({ functionName }) => functionName);
}

/** What each function reports, by the use case that it wires, sorted by name. */
function reports(): { functionName: string; names: string[] }[] {
  const folder = join(__dirname, '../../src/functions');
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const [, useCase = ''] =
        /'\.\.(\/orders\/[\w-]+\.ts)'/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
      const source = readFileSync(join(folder, '..', useCase), 'utf8');
      const reported = [...source.matchAll(/\bmeter\.\w+\(\s*'(\w+)'/g)];
      return { functionName: basename(file, '.ts'), names: reported.map(([, name = '']) => name) };
    });
}

/** The metrics that an alarm watches: one, or those of its expression. */
export function metricsOfAlarm(alarm: Loose): string[] {
  const metrics: Loose[] = alarm.Metrics?.flatMap(({ MetricStat }: Loose) => MetricStat?.Metric ?? []) ?? [
    alarm,
  ];
  return metrics.map(({ Namespace, MetricName, Dimensions }) =>
    describe(
      Namespace,
      MetricName,
      Object.fromEntries(Dimensions.map(({ Name, Value }: Loose) => [Name, asInSub(Value)])),
    ),
  );
}

/** The metrics that a widget of a dashboard shows. */
export function metricsOfWidget({ properties: { metrics = [] } }: Loose): string[] {
  return metrics.map(([namespace, name, ...pairs]: string[]) => {
    const dimensions = pairs.flatMap((dimension, place) =>
      place % 2 === 0 && typeof dimension === 'string' ? [[dimension, pairs[place + 1] ?? '']] : [],
    );
    return describe(namespace ?? '', name ?? '', Object.fromEntries(dimensions));
  });
}

function asInSub(value: Loose): string {
  if (typeof value === 'string') return value;
  return `\${${value.Ref ?? value['Fn::GetAtt'].join('.')}}`;
}
