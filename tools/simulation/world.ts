import type { Log, Meter } from '../../src/orders/ports.ts';
import type { Draws } from './draws.ts';
import type { Faults } from './faults.ts';
import type { Guard } from './guards.ts';
import type { Rules } from './rules/rules.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** What all parts of one schedule share. */
export type World = {
  timeline: Timeline;
  draws: Draws;
  /** For how long things take where nothing is wrong. */
  timing: Draws;
  /** How often the clocks of the functions tick, in milliseconds. */
  tickMs: number;
  faults: Faults;
  trace: Trace;
  rules: Rules;
  /** Where the functions' own log and metrics go. */
  log: Log;
  meter: Meter;
  /** The guard that is taken away, if one is. */
  guard: Guard | undefined;
};
