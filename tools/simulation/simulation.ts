import type { Log, Meter } from '../../src/orders/ports.ts';
import type { FaultInjector } from './faults.ts';
import type { Guard } from './guards.ts';
import type { Random } from './random.ts';
import type { Rules } from './rules/rules.ts';
import { DAY_MS } from './settings.ts';
import type { Timeline } from './timeline.ts';

/** Writes down what happens. Without a trace, `trace?.(...)` does not even build its texts. */
export type Trace = (who: string, what: string) => void;

/** What all parts of one schedule share. */
export type Simulation = {
  timeline: Timeline;
  random: Random;
  /** The resolution of the functions' clocks. */
  clockTickMs: number;
  maxReceiveCount: number;
  /** ORDER_RETENTION_DAYS. */
  retentionDays: number;
  /** Called when something is sent, however late: it may meet faults, and sweep runs until nothing is left to do. */
  isSending(): void;
  faults: FaultInjector;
  trace: Trace | undefined;
  uniqueName: UniqueName;
  rules: Rules;
  /** Where the functions' own log and metrics go. */
  log: Log;
  meter: Meter;
  /** The guard that is removed, if any. */
  guard: Guard | undefined;
};

/** Numbers equal names, so that a name says what it is about and is still unique. */
export type UniqueName = (name: string) => string;

export function createUniqueNames(): UniqueName {
  const used = new Map<string, number>();
  return (name) => {
    const number = (used.get(name) ?? 0) + 1;
    used.set(name, number);
    return `${name}~${number}`;
  };
}

/** A trace whose lines start with minutes, seconds and milliseconds since the start, on later days with days and hours. */
export function createTrace(now: () => number, lines: string[]): Trace {
  return (who, what) => {
    const days = Math.floor(now() / DAY_MS);
    const minutes = Math.floor((now() % DAY_MS) / 60_000);
    const seconds = ((now() % 60_000) / 1000).toFixed(3).padStart(6, '0');
    const hours = `${days}d ${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    const time = `${days === 0 ? minutes : hours}:${seconds}`;
    lines.push(`${time.padStart(10)}  ${who}: ${what}`);
  };
}
