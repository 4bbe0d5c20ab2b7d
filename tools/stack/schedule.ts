import { randomUUID } from 'node:crypto';
import type { LambdaFunctions, Trigger } from './lambda-functions.ts';
import { TemplateError } from './template.ts';

type RuleProperties = { ScheduleExpression?: string; Targets?: { Arn: string }[] };
type Parts = { properties: RuleProperties; functions: Pick<LambdaFunctions, 'find'>; region: string };

const MAX_TIMER_MS = 2 ** 31 - 1;
const SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/** Invokes the targets of an EventBridge rule at its rate, even if the previous invocation still runs. */
export function startSchedule({ properties, functions, region }: Parts): Trigger {
  const { ScheduleExpression = '', Targets = [] } = properties;
  const [, value, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(ScheduleExpression) ?? [];
  if (value === undefined) {
    throw new TemplateError(
      `The embedded stack supports schedules such as rate(5 minutes), not "${ScheduleExpression}".`,
    );
  }
  const timer = setInterval(
    () => {
      const event = { id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events', region };
      for (const { Arn } of Targets) {
        functions.find(Arn)?.invoke(JSON.stringify({ ...event, time: new Date().toISOString(), detail: {} }));
      }
    },
    // Node's timers hold 24 days at most.
    Math.min(Number(value) * (SECONDS[unit] ?? 0) * 1000, MAX_TIMER_MS),
  );
  return { stop: async () => clearInterval(timer) };
}
