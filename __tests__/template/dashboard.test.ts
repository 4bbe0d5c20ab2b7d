import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { existingMetrics, metricsOfWidget, ownMetrics } from '../support/cloudwatch.ts';
import { compiled, type Loose } from '../support/compiled-template.ts';
import { logLines } from '../support/log-lines.ts';

const { ofType, resources } = compiled('prod');

describe('the dashboard', () => {
  const [[, { DashboardBody }] = ['', {}]] = ofType('AWS::CloudWatch::Dashboard');
  const body: string = DashboardBody['Fn::Sub'];
  const widgets: Loose[] = JSON.parse(body).widgets;
  const graphs = widgets.filter(({ type }) => type === 'metric');
  const shown = [...new Set(graphs.flatMap(metricsOfWidget))];
  const existing = existingMetrics();

  test('refers only to resources of the template, and to the region', () => {
    const references = [...body.matchAll(/\$\{?([\w:]*)/g)].map(([, name = '']) => name);
    const unknown = references.filter((name) => name !== 'AWS::Region' && !(name in resources));

    expect(unknown).toEqual([]);
  });

  test.each(graphs.map((graph) => [graph.properties.title, graph]))(
    'shows metrics that exist, with a region and a statistic: %s',
    (_, graph) => {
      const { region, stat, metrics } = graph.properties;

      expect(metricsOfWidget(graph).filter((metric) => !existing.includes(metric))).toEqual([]);
      expect(region).toBe('${AWS::Region}');
      expect(stat ?? metrics.every((line: Loose[]) => line.at(-1).stat)).toBeTruthy();
    },
  );

  test('shows every metric that the functions report', () => {
    const missing = ownMetrics().filter((metric) => !shown.includes(metric));

    expect(missing).toEqual([]);
  });

  test('shows as many metrics as docs/alarms.md says when it reckons what they cost', () => {
    const page = readFileSync(join(__dirname, '../../docs/alarms.md'), 'utf8').replaceAll(/\s+/g, ' ');

    expect(page).toContain(`The dashboard shows ${shown.length} metrics`);
  });

  test.each(ofType('AWS::SQS::Queue'))('shows %s', (logicalId) => {
    expect(shown).toContain(
      `AWS/SQS ApproximateNumberOfMessagesVisible QueueName=\${${logicalId}.QueueName}`,
    );
  });

  test.each(ofType('AWS::Lambda::Function'))('shows the errors of %s', (logicalId) => {
    expect(shown).toContain(`AWS/Lambda Errors FunctionName=\${${logicalId}}`);
  });

  test('shows the orders first, then the resources', () => {
    const isAboutOrders = graphs.map((graph) =>
      metricsOfWidget(graph).every((metric) => metric.startsWith('HighValueOrders ')),
    );

    expect(isAboutOrders).toEqual([...isAboutOrders].sort().reverse());
  });
});

describe('the saved queries', () => {
  const queries = ofType('AWS::Logs::QueryDefinition');
  const logGroups = ofType('AWS::Logs::LogGroup').map(([logicalId]) => ({ Ref: logicalId }));
  let logged: Set<string>;

  beforeAll(async () => {
    logged = new Set((await logLines()).flatMap((line) => pathsOf(line)));
  });

  test.each(queries)('%s reads the log groups of all functions', (_logicalId, { LogGroupNames }) => {
    expect(LogGroupNames).toEqual(expect.arrayContaining(logGroups));
    expect(LogGroupNames).toHaveLength(logGroups.length);
  });

  test.each(queries)('%s uses fields that log lines have', (_logicalId, { QueryString }) => {
    const known = [...logged, ...GENERATED, ...OF_THE_RUNTIME];

    const unknown = fieldsOf(QueryString).filter((field) => !known.includes(field));

    expect(unknown).toEqual([]);
  });

  test.each(queries)('%s is in the folder of its stage', (_logicalId, { Name }) => {
    expect(Name).toMatch(/^high-value-orders-prod\/\w/);
  });
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html */
const GENERATED = ['@log', '@message', '@timestamp'];
/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
const OF_THE_RUNTIME = ['errorMessage', 'errorType'];
const WORDS = 'and asc desc fields filter ispresent like not or sort'.split(' ');

/** The fields in a query: without keywords, literals and comments. */
function fieldsOf(query: string): string[] {
  const bare = query.replaceAll(/^#.*$|"[^"]*"|\/[^/]*\//gm, '');
  return (bare.match(/@?[A-Za-z_][\w.]*/g) ?? []).filter((name) => !WORDS.includes(name));
}

/** The fields of a log line as Logs Insights names them: `error.name` for a nested one. */
function pathsOf(line: Record<string, unknown>): string[] {
  return Object.entries(line).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? pathsOf(value as Record<string, unknown>).map((path) => `${name}.${path}`)
      : [name],
  );
}
