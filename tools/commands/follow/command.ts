import * as v from 'valibot';
import { orderSchema } from '../../../src/orders/order.ts';
import type { Given } from '../../service/command-options.ts';
import type { Operation, OperatorCommand } from '../../service/operator-command.ts';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';
import { wrap } from '../../service/text.ts';
import { collect, type Request } from './collect.ts';
import type { Entry } from './log-search.ts';
import { nextSteps } from './next-steps.ts';
import { documentOf, linesOf, type Trace } from './report.ts';
import { notesOf, stateOf } from './summary.ts';

const HELP = `npm run follow -- ORD-1001 --stage dev
    Tells what became of one order: what is stored, every line that a function
    logged about it, whether it waits in a dead-letter queue and why, its
    traces, what is still owed, and what happens next. Changes nothing.

  --since   how far back to search the logs, such as 30m, 12h or 7d. By default
            a week, or more if the order is older
  --stage   the stage, dev by default
  --json    prints JSON; with "npm run -s", nothing else is printed
  --help    this text

Times are UTC. The exit code is 1 if nothing is known of it.

The service is expected at AWS_ENDPOINT_URL if that is set; otherwise the
stages of emulators at ${DEFAULT_ENDPOINT}, all others on AWS.`;

const OPTIONS = { since: { type: 'string' } } as const;

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `npm run follow`. @param now milliseconds since 1970. */
export function createFollow(now: () => number): OperatorCommand<typeof OPTIONS, Request> {
  return { name: 'follow', help: HELP, options: OPTIONS, example: 'ORD-1001 --stage dev', read, run };

  function read({ values, positionals, problems }: Given<typeof OPTIONS>): Request {
    const [orderId = '', ...others] = positionals;
    const [, number, unit = ''] = /^([1-9]\d{0,4})([mhd])$/.exec(values.since ?? '') ?? [];
    if (orderId === '') problems.push('Name the order by its OrderId.');
    // Without the two dashes npm keeps the options for itself, and passes on only their values.
    if (others.length > 0)
      problems.push('Give one OrderId, in quotes if it has spaces, and options after two dashes for npm.');
    if (values.since !== undefined && number === undefined)
      problems.push(`--since takes a time such as 30m, 12h or 7d, not "${values.since}".`);
    const { issues } = v.safeParse(orderSchema.entries.OrderId, orderId);
    return {
      orderId,
      invalid: issues?.[0].message,
      since: number === undefined ? undefined : now() - Number(number) * (UNITS[unit] ?? 0),
    };
  }

  async function run(request: Request, operation: Operation) {
    const { stage, command, endpoint, service } = operation;
    const facts = await collect(request, operation, now);
    const region = (await service.output('OrderTopicArn')).split(':')[3] ?? '';
    const { state, summary } = stateOf(facts);
    const story = {
      ...{ stage, facts, state, summary },
      notes: notesOf(facts),
      next: nextSteps(facts, ({ queue, id }) =>
        shellLines(`${command.replace('run follow', 'run dead-letters')} --queue ${queue} --only ${id}`),
      ),
      traces: tracesOf(facts.entries, endpoint === undefined ? region : undefined),
    };
    return { lines: linesOf(story), document: documentOf(story), exitCode: state === 'unknown' ? 1 : 0 };
  }
}

/** Breaks a command line so that it fits on a terminal and can be copied. */
function shellLines(command: string): string {
  return `  ${wrap(command, '', 72).replaceAll('\n', ' \\\n    ')}`;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-console-deeplinks.html */
function tracesOf(entries: Entry[], region: string | undefined): Trace[] {
  const byId = Map.groupBy(
    entries.filter(({ traceId }) => traceId !== undefined),
    ({ traceId = '' }) => traceId,
  );
  return [...byId].map(([traceId, of]) => ({
    traceId,
    functionNames: [...new Set(of.map(({ functionName }) => functionName))],
    ...(region !== undefined && {
      url: `https://console.aws.amazon.com/xray/home?region=${region}#/traces/${encodeURIComponent(traceId)}`,
    }),
  }));
}
