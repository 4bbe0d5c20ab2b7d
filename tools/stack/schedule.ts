import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from './lambda-function.ts';
import { type Properties, TemplateError } from './template.ts';
import type { Trigger } from './triggers.ts';

type RuleProperties = { ScheduleExpression?: string; Targets?: { Arn: string }[] };
type Parts = {
  properties: Properties;
  functions: { find(nameOrArn: string): Pick<LambdaFunction, 'invoke'> | undefined; isRunning(): boolean };
  region: string;
  debugging: boolean;
};

const MAX_TIMER_MS = 2 ** 31 - 1;
const SECONDS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * Invokes the targets of an EventBridge rule at its rate, even if the previous invocation still runs. While debugging, it
 * skips a turn if any function is running, because it may be at a breakpoint.
 */
export function startSchedule({ properties, functions, region, debugging }: Parts): Trigger {
  let timer = start(properties);

  function start({ ScheduleExpression, Targets = [] }: RuleProperties) {
    // Node's timers hold 24 days at most.
    const milliseconds = Math.min(millisecondsOf(ScheduleExpression), MAX_TIMER_MS);
    return setInterval(() => {
      if (debugging && functions.isRunning()) return;
      const event = { id: randomUUID(), 'detail-type': 'Scheduled Event', source: 'aws.events', region };
      for (const { Arn } of Targets) {
        const payload = JSON.stringify({ ...event, time: new Date().toISOString(), detail: {} });
        functions.find(Arn)?.invoke(payload, undefined, 'schedule');
      }
    }, milliseconds);
  }

  return {
    update(changed) {
      const next = start(changed);
      clearInterval(timer);
      timer = next;
    },
    stop: async () => clearInterval(timer),
  };
}

function millisecondsOf(expression = ''): number {
  const [, value, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (value !== undefined) return Number(value) * (SECONDS[unit] ?? 0) * 1000;
  const message = `The embedded stack supports schedules such as rate(5 minutes), not "${expression}".`;
  throw new TemplateError(message);
}
