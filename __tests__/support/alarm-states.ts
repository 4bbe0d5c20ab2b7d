import type { Loose } from './compiled-template.ts';

/** A value for each period, oldest first: `0 3 - 1`, where `-` is a period without data. */
export type Series = string;

/**
 * The state of an alarm after each period, by its definition: O(K), A(LARM) or I(NSUFFICIENT_DATA).
 *
 * @param data of each metric, by its Id in the alarm's expression, or `value` for an alarm on one metric. A metric without an
 *   entry has no data.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function statesOf(alarm: Loose, data: Record<string, Series>): string {
  const { EvaluationPeriods: N, DatapointsToAlarm: M = N, Threshold, TreatMissingData } = alarm;
  const series = Object.entries(data).map(([id, values]) => [id, values.split(' ').map(Number)] as const);
  const values = new Map(series);
  const queries: Loose[] = alarm.Metrics ?? [{ Id: 'value', MetricStat: alarm }];
  const breaching =
    alarm.ComparisonOperator === 'LessThanThreshold'
      ? (value: number) => value < Threshold
      : (value: number) => value > Threshold;
  const periods = Array.from({ length: Math.max(...series.map(([, each]) => each.length)) }, (_, at) => at);

  return periods.reduce((states, now) => {
    const window = periods.slice(Math.max(0, now - N + 1), now + 1).map((at) => valueAt(queries[0].Id, at));
    const present = window.filter((value) => !Number.isNaN(value));
    if (present.length === 0 && TreatMissingData === 'missing') return `${states}I`;
    const missing = TreatMissingData === 'breaching' ? window.length - present.length : 0;
    return states + (present.filter(breaching).length + missing >= M ? 'A' : 'O');
  }, '');

  /** The value of a metric or an expression; NaN if there is none. */
  function valueAt(id: string, at: number): number {
    const query = queries.find(({ Id }) => Id === id);
    if (query.MetricStat) return values.get(id)?.[at] ?? Number.NaN;
    const calls = query.Expression.replace(/(FILL|DIFF)\((\w+)/g, "$1('$2'");
    const formula = calls.replace(/(?<!')\b[a-z]\w*\b(?!')/g, (name: string) => `VALUE('${name}')`);
    const functions = {
      VALUE: (name: string) => valueAt(name, at),
      DIFF: (name: string) => valueAt(name, at) - valueAt(name, at - 1),
      IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
      FILL: (name: string, filler: number | 'REPEAT') => {
        if (filler !== 'REPEAT') return Number.isNaN(valueAt(name, at)) ? filler : valueAt(name, at);
        const last = periods.findLast((past) => past <= at && !Number.isNaN(valueAt(name, past)));
        return last === undefined ? Number.NaN : valueAt(name, last);
      },
      REPEAT: 'REPEAT',
    };
    return new Function(...Object.keys(functions), `return ${formula}`)(...Object.values(functions));
  }
}
