import type { Log, Meter } from '../../src/orders/ports.ts';
import { calmDraws, createDraws } from './draws.ts';
import { createFaults, type Faults } from './faults.ts';
import type { Guard } from './guards.ts';
import { startSweepSchedule } from './lambda/sweep-schedule.ts';
import { createRules } from './rules/rules.ts';
import type { Violation } from './rules/violation.ts';
import { createStack, type Stack } from './services/stack.ts';
import { FAULTS_END_MS } from './settings.ts';
import { createTimeline } from './timeline.ts';
import { createTrace, noTrace } from './trace.ts';
import type { Input } from './workload/inputs.ts';
import { send } from './workload/send.ts';
import { drawWorkload, type Sending } from './workload/workload.ts';
import type { World } from './world.ts';

export type ScheduleOptions = {
  guard?: Guard | undefined;
  /** Writes down what happens, which takes time. */
  traced?: boolean;
  /** Those of the workload's inputs that are sent, as `s1.2` for the second one of s1; all when left out. */
  inputs?: ReadonlySet<string>;
  /** The places where a fault may strike; anywhere when left out. */
  places?: ReadonlySet<string>;
  /** Everything that is not a fault takes its shortest time. */
  calm?: boolean;
  /** Changes what is sent. */
  asSent?: (input: Input) => Input;
  /** Where the functions' own log and metrics go; nowhere when left out. */
  log?: Log;
  meter?: Meter;
};

const nothing = () => {};
const noLog: Log = { info: nothing, warn: nothing, error: nothing };
const noMeter: Meter = { count: nothing, milliseconds: nothing, seconds: nothing, amount: nothing };

export type ScheduleResult = {
  violation: Violation | undefined;
  steps: number;
  orders: number;
  /** How often each kind of fault struck. */
  struck: Faults['counts'];
  /** Where faults could strike and did, as in the options. */
  places: Faults['places'];
  /** What was sent, as in the options. */
  inputs: readonly string[];
  trace: readonly string[];
};

/**
 * Runs one schedule to its end: everything in it follows from the seed and the options. It ends at the first
 * violation, or when all has come to rest.
 */
export async function runSchedule(seed: number, options: ScheduleOptions = {}): Promise<ScheduleResult> {
  const { guard, traced = false, places, calm = false, log = noLog, meter = noMeter } = options;
  const draws = createDraws(seed);
  const timeline = createTimeline();
  const faults = createFaults(draws, () => timeline.now() < FAULTS_END_MS, places);
  const trace = traced ? createTrace(timeline.now) : noTrace;
  const drawn = changed(drawWorkload(draws), options.asSent);
  const inputs = new Set(namesOf(drawn).filter((name) => options.inputs?.has(name) ?? true));
  const sendings = onlyInputs(drawn, inputs);
  const rules = createRules(sendings, (orderId) => stack.table.item(orderId));
  const timing = calm ? calmDraws : draws;
  // Two things in the same millisecond are rare, and possible. Clocks that tick slowly make them frequent.
  const tickMs = draws.pick('tick of the clocks', [1, 1, 1, 1_000]);
  const world: World = { timeline, draws, timing, tickMs, faults, trace, rules, log, meter, guard };
  const stack = createStack(world);
  const { table, functions } = stack;

  for (const sending of sendings) timeline.after(sending.at, () => send(world, stack, sending));
  startSweepSchedule(world, {
    sweep: functions.sweep,
    isIdle: () => waitingIn(stack).length === 0 && !table.items().some(isOwed),
  });

  const steps = await timeline.run(() => rules.violation() !== undefined);
  if (rules.violation() === undefined) rules.atRest(table.items(), waitingIn(stack));

  return {
    violation: rules.violation(),
    steps,
    orders: ordersIn(sendings),
    struck: faults.counts,
    places: faults.places,
    inputs: [...inputs],
    trace: trace.lines,
  };
}

function changed(sendings: Sending[], asSent: ScheduleOptions['asSent']): Sending[] {
  if (asSent === undefined) return sendings;
  return sendings.map((sending) => ({ ...sending, inputs: sending.inputs.map(asSent) }));
}

function namesOf(sendings: readonly Sending[]): string[] {
  return sendings.flatMap(({ name, inputs }) => inputs.map((_, index) => nameOf(name, index)));
}

function onlyInputs(sendings: readonly Sending[], names: ReadonlySet<string>): Sending[] {
  return sendings
    .map((sending) => ({
      ...sending,
      inputs: sending.inputs.filter((_, index) => names.has(nameOf(sending.name, index))),
    }))
    .filter(({ inputs }) => inputs.length > 0);
}

function nameOf(sending: string, index: number): string {
  return `${sending}.${index + 1}`;
}

function waitingIn({ orderQueue, highValueQueue }: Stack): string[] {
  return [...orderQueue.messages(), ...highValueQueue.messages()].map(({ messageId }) => messageId);
}

function isOwed({ NotificationStatus }: Readonly<Record<string, unknown>>): boolean {
  return String(NotificationStatus).startsWith('PENDING');
}

function ordersIn(sendings: readonly Sending[]): number {
  return new Set(sendings.flatMap(({ inputs }) => inputs.flatMap(({ order }) => order?.OrderId ?? []))).size;
}
