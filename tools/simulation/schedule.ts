import { PENDING } from '../../src/orders/notification-status.ts';
import type { Log, Meter } from '../../src/orders/ports.ts';
import { createFaultInjector } from './faults.ts';
import type { Guard } from './guards.ts';
import { startSweepSchedule } from './lambda/sweep-schedule.ts';
import { createRandom, type Random } from './random.ts';
import { createRules } from './rules/rules.ts';
import { createSimulatedService, type SimulatedService } from './service/service.ts';
import { FAULTS_END_MS, LATE_FAULTS_MS, MAX_RECEIVE_COUNTS, SHORTEST_RETENTION_DAYS } from './settings.ts';
import { createTrace, createUniqueNames, type Simulation } from './simulation.ts';
import { createTimeline } from './timeline.ts';
import type { Input } from './workload/inputs.ts';
import { generateLateRequests } from './workload/late-requests.ts';
import { send } from './workload/send.ts';
import { generateWorkload } from './workload/workload.ts';

export type ScheduleOptions = {
  guard?: Guard | undefined;
  /** Writes a trace, which takes time. */
  isTraced?: boolean;
  /** The inputs of the workload that are sent, as `s1.2` for the second one of s1; all if left out. */
  inputs?: readonly string[];
  /** The faults that may be injected, as `kind at point`; any if left out. */
  faults?: readonly string[];
  mapInput?: (input: Input) => Input;
  /** Where the functions' own log and metrics go; nowhere if left out. */
  log?: Log;
  meter?: Meter;
};

export type ScheduleResult = Awaited<ReturnType<typeof runSchedule>>;

const ignore = () => {};
const noLog: Log = { info: ignore, warn: ignore, error: ignore };
const noMeter: Meter = { count: ignore, milliseconds: ignore, seconds: ignore, amount: ignore };

/**
 * Runs one schedule, which follows from the seed and the options alone. It ends at the first violation, or when
 * nothing is left to do.
 */
export async function runSchedule(seed: number, options: ScheduleOptions = {}) {
  const { guard, log = noLog, meter = noMeter } = options;
  const random = createRandom(seed);
  const timeline = createTimeline();
  let faultsEnd = FAULTS_END_MS;
  const faults = createFaultInjector(random, () => timeline.now() < faultsEnd, options.faults);
  const retentionDays = retentionOf(random, guard);
  const requests = requestsOf(random, retentionDays, options);
  const inputs = requests.flatMap((request) => request.inputs);
  const maxReceiveCount = random.pick('maxReceiveCount', MAX_RECEIVE_COUNTS);
  const rules = createRules({
    ...{ inputs, maxReceiveCount, retentionDays, now: timeline.now },
    item: (orderId) => service.table.item(orderId),
  });
  const lines: string[] = [];
  const simulation: Simulation = {
    ...{ timeline, random, faults, rules, maxReceiveCount, retentionDays, log, meter, guard },
    isSending() {
      faultsEnd = Math.max(faultsEnd, timeline.now() + LATE_FAULTS_MS);
      sweeps.resume();
    },
    // Two events in one millisecond are rare but possible. Clocks that tick slowly make them frequent.
    clockTickMs: random.pick('clock tick', [1, 1, 1, 1_000]),
    uniqueName: createUniqueNames(),
    trace: options.isTraced ? createTrace(timeline.now, lines) : undefined,
  };
  const service = createSimulatedService(simulation);
  const { table, functions } = service;

  for (const request of requests)
    timeline.after(request.at, () => {
      simulation.isSending();
      send(simulation, service, request);
    });
  const isIdle = () =>
    waitingIn(service).length === 0 &&
    !table.items().some(({ NotificationStatus }) => String(NotificationStatus).startsWith(PENDING));
  const sweeps = startSweepSchedule(simulation, {
    ...{ sweep: functions.sweep, isIdle, faultsEnd: () => faultsEnd },
    notRecovered: () => rules.ended(table.items(), waitingIn(service)),
  });

  const steps = await timeline.run(() => rules.violation() !== undefined);
  if (rules.violation() === undefined) {
    rules.ended(table.items(), waitingIn(service));
    rules.expired(table.items());
  }

  return {
    violation: rules.violation(),
    steps,
    orders: new Set(inputs.flatMap(({ order }) => order?.OrderId ?? [])).size,
    faultCounts: faults.counts,
    /** The faults that were injected, and the inputs that were sent, as in the options. */
    faults: faults.injected,
    inputs: inputs.map(({ name }) => name),
    trace: lines,
  };
}

/** Orders are kept for ever, or removed as early as is allowed; without that guard earlier. */
function retentionOf(random: Random, guard: Guard | undefined): number {
  if (guard === 'retention') return 10;
  return random.chance('retention', 0.5) ? SHORTEST_RETENTION_DAYS : 0;
}

/** The requests of the workload, with those of their inputs that the options leave in. */
function requestsOf(random: Random, retentionDays: number, { inputs: kept, mapInput }: ScheduleOptions) {
  const workload = generateWorkload(random);
  const late = retentionDays === 0 ? [] : generateLateRequests(random, workload);
  return [...workload, ...late].flatMap((request) => {
    const inputs = request.inputs
      .map((input, index) => ({ ...(mapInput?.(input) ?? input), name: `${request.name}.${index + 1}` }))
      .filter(({ name }) => kept?.includes(name) ?? true);
    return inputs.length === 0 ? [] : [{ ...request, inputs }];
  });
}

function waitingIn({ orderQueue, highValueQueue }: SimulatedService): string[] {
  return [...orderQueue.messages(), ...highValueQueue.messages()].map(({ messageId }) => messageId);
}
