import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compiled, type Loose } from './compiled-template.ts';

type Dimensions = Record<string, string>;

/** A metric in one line: namespace, name, dimensions. References are written as in Fn::Sub. */
function describe(namespace: string, name: string, dimensions: Dimensions): string {
  const pairs = Object.entries(dimensions).map(([dimension, value]) => `${dimension}=${value}`);
  return [namespace, name, ...pairs.sort()].join(' ');
}

/** What AWS reports of a type of resource: its dimensions, and the names. */
const OF_AWS: Record<string, { dimensions: (id: string, p: Loose) => Dimensions[]; names: string }> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
  'AWS::Lambda::Function': {
    dimensions: (id) => [{ FunctionName: `\${${id}}` }],
    names: 'Duration Errors Invocations Throttles',
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  'AWS::SQS::Queue': {
    dimensions: (id) => [{ QueueName: `\${${id}.QueueName}` }],
    names:
      'ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible',
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  'AWS::SNS::Topic': {
    dimensions: (id) => [{ TopicName: `\${${id}.TopicName}` }],
    names:
      'NumberOfNotificationsFailed NumberOfNotificationsFailedToRedriveToDlq NumberOfNotificationsRedrivenToDlq',
  },
  // Those of a table exclude its indexes; ThrottledRequests exists only by Operation.
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
  'AWS::DynamoDB::Table': {
    dimensions: (id, { GlobalSecondaryIndexes }) =>
      [{}, ...GlobalSecondaryIndexes].map(({ IndexName }: Loose) => ({
        TableName: `\${${id}}`,
        ...(IndexName && { GlobalSecondaryIndexName: IndexName }),
      })),
    names: 'ReadThrottleEvents WriteThrottleEvents',
  },
};

/** Every metric that prod can have: those that AWS reports, and those that the functions report. */
export function existingMetrics(): string[] {
  const ofAws = Object.entries(OF_AWS).flatMap(([type, { dimensions, names }]) => {
    const namespace = type.split('::').slice(0, 2).join('/');
    const of = compiled('prod')
      .ofType(type)
      .flatMap(([id, properties]) => dimensions(id, properties));
    return of.flatMap((each) => names.split(' ').map((name) => describe(namespace, name, each)));
  });
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
  return metrics.map(({ Namespace, MetricName, Dimensions }) => {
    const dimensions = Dimensions.map(({ Name, Value }: Loose) => [Name, asInSub(Value)]);
    return describe(Namespace, MetricName, Object.fromEntries(dimensions));
  });
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
