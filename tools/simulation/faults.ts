import type { Random } from './random.ts';

/**
 * Every kind of fault, with the probability that it is injected at one fault point: an attempt of a call, a receive of
 * a message, an invocation, a scheduled sweep. The intensity that a schedule draws for a kind multiplies it.
 */
const PROBABILITIES = {
  'put fails before it is applied': 0.04,
  'update fails before it is applied': 0.04,
  'publish fails before it is applied': 0.06,
  'publish batch fails before it is applied': 0.06,
  'query fails': 0.01,
  'put is applied, response lost': 0.04,
  'update is applied, response lost': 0.06,
  'publish is applied, response lost': 0.06,
  'publish batch is applied, response lost': 0.06,
  'condition fails, response lost': 0.05,
  'call is applied after the client timed out': 0.01,
  'call is throttled': 0.03,
  'crash before a call': 0.015,
  'crash after a call': 0.015,
  'partial publish batch': 0.1,
  'topic delivers twice': 0.05,
  'topic fails to deliver': 0.02,
  'duplicate delivery': 0.05,
  reordering: 0.1,
  'visibility timeout expires mid-batch': 0.1,
  'late delete is ignored': 0.5,
  'batch response lost': 0.05,
  'dead letter is redriven': 0.3,
  'expired order is removed during a call': 0.4,
  'stale index read': 0.2,
  // Part of the workload, which says how often.
  'poison message': 0,
  'overlapping sweeps': 0.1,
  'schedule fires twice': 0.1,
  'clock skew': 0.2,
} as const;

export type FaultKind = keyof typeof PROBABILITIES;
type FaultCounts = Record<FaultKind, number>;

export const FAULT_KINDS = Object.keys(PROBABILITIES) as FaultKind[];

export type FaultInjector = ReturnType<typeof createFaultInjector>;

const INTENSITIES = [0, 0, 0.3, 1, 1, 4] as const;
/** The share of schedules without any fault. */
const FAULT_FREE = 0.04;
const MAX_PROBABILITY = 0.9;

/**
 * @param isActive whether faults may be injected now.
 * @param only the faults that may be injected, as `kind at point`; any if left out.
 */
export function createFaultInjector(random: Random, isActive: () => boolean, only?: readonly string[]) {
  const isFaultFree = random.chance('no faults', FAULT_FREE);
  const probabilities = forEachKind((kind) => {
    const intensity = isFaultFree ? 0 : random.pick(`intensity of ${kind}`, INTENSITIES);
    return Math.min(MAX_PROBABILITY, PROBABILITIES[kind] * intensity);
  });
  const counts = noFaults();
  const confirm = (kind: FaultKind) => void counts[kind]++;
  /** Every fault that was injected or prepared, as `kind at point`. */
  const injected: string[] = [];

  /** Like `inject`, but for a fault that may turn out to have no effect: the caller counts it with `confirm`. */
  function prepare(kind: FaultKind, point: string, minProbability = 0): boolean {
    const probability = probabilities[kind];
    if (probability === 0 || !isActive()) return false;
    const fault = `${kind} at ${point}`;
    if (!random.chance(fault, Math.max(probability, minProbability))) return false;
    if (only !== undefined && !only.includes(fault)) return false;
    injected.push(fault);
    return true;
  }

  /** Decides whether to inject a fault at a fault point, and counts it. */
  function inject(kind: FaultKind, point: string, minProbability?: number): boolean {
    const isInjected = prepare(kind, point, minProbability);
    if (isInjected) confirm(kind);
    return isInjected;
  }

  return { inject, prepare, confirm, counts, injected };
}

export function noFaults(): FaultCounts {
  return forEachKind(() => 0);
}

function forEachKind(give: (kind: FaultKind) => number): FaultCounts {
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, give(kind)])) as FaultCounts;
}
