import { randomUUID } from 'node:crypto';
import type { LambdaFunctions } from './lambda.ts';
import { TemplateError } from './template.ts';

type RuleProperties = { ScheduleExpression?: string; Targets?: { Arn: string }[] };
type Parts = { properties: RuleProperties; functions: LambdaFunctions; region: string };

const MAX_TIMER_MS = 2 ** 31 - 1;
const SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/** Invokes the targets of an EventBridge rule at its rate, as EventBridge does: whether the last one is done or not. */
export function startSchedule({ properties, functions, region }: Parts): { stop(): Promise<void> } {
  const { ScheduleExpression = '', Targets = [] } = properties;
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(ScheduleExpression) ?? [];
  if (count === undefined) {
    throw new TemplateError(
      `The embedded stack knows schedules like rate(5 minutes), not ${ScheduleExpression}.`,
    );
  }
  const timer = setInterval(
    () => {
      const event = { id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events', region };
      for (const { Arn } of Targets) {
        functions.find(Arn)?.invoke(JSON.stringify({ ...event, time: new Date().toISOString(), detail: {} }));
      }
    },
    // A longer one would overflow the timer; no laptop waits 24 days.
    Math.min(Number(count) * (SECONDS[unit] ?? 0) * 1000, MAX_TIMER_MS),
  );
  return { stop: async () => clearInterval(timer) };
}
