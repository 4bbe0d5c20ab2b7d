import type { Draws } from './draws.ts';
import { FAULT_KINDS, FAULT_RATES, type FaultKind } from './fault-kinds.ts';

export type Faults = {
  /** Whether a fault strikes at a place, by the place's name. It then counts as struck. */
  strikes(kind: FaultKind, place: string, atLeast?: number): boolean;
  /** Like {@link Faults.strikes} for a fault of which it shows only later whether it strikes: {@link Faults.count}. */
  threatens(kind: FaultKind, place: string, atLeast?: number): boolean;
  count(kind: FaultKind): void;
  readonly counts: Readonly<Record<FaultKind, number>>;
  /** Every fault that struck or threatened, as `kind at place`. */
  readonly places: readonly string[];
};

/** The weather: in every schedule some faults are frequent, some rare, and some never strike. */
const WEATHERS = [0, 0, 0.3, 1, 1, 4] as const;
/** So many schedules see no fault at all. */
const FAIR = 0.04;
const MOST = 0.9;

/**
 * @param active whether faults may strike now.
 * @param only the places where they may; anywhere when left out.
 */
export function createFaults(draws: Draws, active: () => boolean, only?: ReadonlySet<string>): Faults {
  const isFair = draws.chance('fair weather', FAIR);
  const rates = Object.fromEntries(
    FAULT_KINDS.map((kind) => {
      const weather = isFair ? 0 : draws.pick(`weather of ${kind}`, WEATHERS);
      return [kind, Math.min(MOST, FAULT_RATES[kind] * weather)];
    }),
  ) as Record<FaultKind, number>;
  const counts = noStrikes();
  const places: string[] = [];

  function threatens(kind: FaultKind, place: string, atLeast = 0): boolean {
    const rate = rates[kind];
    if (rate === 0 || !active()) return false;
    const name = `${kind} at ${place}`;
    if (!draws.chance(name, Math.max(rate, atLeast))) return false;
    if (only !== undefined && !only.has(name)) return false;
    places.push(name);
    return true;
  }

  return {
    threatens,
    strikes(kind, place, atLeast) {
      const struck = threatens(kind, place, atLeast);
      if (struck) counts[kind]++;
      return struck;
    },
    count(kind) {
      counts[kind]++;
    },
    counts,
    places,
  };
}

export function noStrikes(): Record<FaultKind, number> {
  return Object.fromEntries(FAULT_KINDS.map((kind) => [kind, 0])) as Record<FaultKind, number>;
}
