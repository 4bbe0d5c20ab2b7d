import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../service/package-service.ts';
import { readTemplate } from '../stack/template.ts';
import { PRICES } from './prices.ts';
import { figure } from './table.ts';

const SECONDS_OF_A_MONTH = 30 * 24 * 60 * 60;
/** A mapping keeps five pollers, each of which waits 20 s for a message. */
const IDLE_RECEIVES = 5 * (SECONDS_OF_A_MONTH / 20);

type Loose = Record<string, unknown>;

/** What a deployed stage costs a month by being there: from the compiled template and the metrics the code names. */
export function fixedCosts(packageDir: string): string[][] {
  const resources = Object.values(readTemplate(packageDir).Resources);
  const ofType = (type: string) =>
    resources.filter((resource) => resource.Type === type).map(({ Properties }) => Properties as Loose);

  const mappings = ofType('AWS::Lambda::EventSourceMapping').length;
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, alarm) => sum + metricsOf(alarm), 0);
  const dashboards = ofType('AWS::CloudWatch::Dashboard').length;
  const metrics = customMetrics().size;
  const lines: [string, number][] = [
    [`${mappings} idle queues, polled`, mappings * IDLE_RECEIVES * PRICES.queueRequest],
    [`alarms on ${alarmMetrics} metrics`, alarmMetrics * PRICES.alarmMetric],
    [`${metrics} metrics of its own`, metrics * PRICES.customMetric],
    [`${dashboards} dashboard`, dashboards * PRICES.dashboard],
  ];
  const sum = lines.reduce((total, [, dollars]) => total + dollars, 0);
  const traces = SECONDS_OF_A_MONTH * PRICES.trace;
  return [
    ...lines.map(([what, dollars]) => [what, figure(dollars, 2)]),
    ['sum', figure(sum, 2)],
    ['X-Ray, one trace in each second with orders: at most', figure(traces, 2)],
  ];
}

function metricsOf({ Metrics }: Loose): number {
  if (!Array.isArray(Metrics)) return 1;
  return Metrics.filter((metric: Loose) => metric.MetricStat !== undefined).length;
}

/** The names of the metrics that the functions write; each has one dimension, the service. */
function customMetrics(): Set<string> {
  const folder = join(PROJECT, 'src', 'orders');
  const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const names = code.join('\n').matchAll(/meter\.\w+\('(\w+)'/g);
  return new Set([...names].map(([, name]) => name ?? ''));
}
