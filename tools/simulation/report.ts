import { FAULT_KINDS } from './faults.ts';
import type { Guard } from './guards.ts';
import type { Tally } from './many-schedules.ts';
import type { Shrunk } from './shrink.ts';

/** How often each fault was injected, and the totals. */
export function summarize(
  { schedules, orders, steps, faultCounts, failure }: Tally,
  seconds: number,
): string {
  const width = Math.max(...FAULT_KINDS.map(({ length }) => length)) + 2;
  const rows = FAULT_KINDS.map(
    (kind) => `${kind.padEnd(width, '.')}${format(faultCounts[kind]).padStart(11, '.')}`,
  );
  return [
    `${'fault'.padEnd(width)}${'injected'.padStart(11)}`,
    ...rows,
    '',
    `${format(schedules)} schedules, ${format(orders)} orders, ${format(steps)} steps, ` +
      `${failure === undefined ? '0 violations' : '1 violation'}, ${seconds.toFixed(1)} s`,
  ].join('\n');
}

/** The rule that was broken, the shrunk schedule, its trace, and the command that replays it. */
export function explain({ original, minimal, runs }: Shrunk, scheduleSeed: number, guard?: Guard): string {
  return [
    `Broken rule: ${minimal.violation?.rule}.`,
    `${minimal.violation?.details}`,
    '',
    `Schedule ${scheduleSeed}, shrunk in ${format(runs)} runs`,
    `from ${original.inputs.length} inputs and ${original.faults.length} faults ` +
      `to ${minimal.inputs.length} and ${minimal.faults.length}:`,
    ...minimal.faults.map((fault) => `  ${fault}`),
    '',
    '  min:sec',
    ...minimal.trace,
    '',
    `Replay it: npm run simulate -- --replay ${scheduleSeed}${guard === undefined ? '' : ` --without ${guard}`}`,
  ].join('\n');
}

export function format(number: number): string {
  return number.toLocaleString('en');
}
