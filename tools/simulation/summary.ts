import { FAULT_KINDS } from './fault-kinds.ts';
import type { Guard } from './guards.ts';
import type { Tally } from './many-schedules.ts';
import type { Shrunk } from './shrink.ts';

/** How often each fault struck, and what came of it all. */
export function summarize({ schedules, orders, steps, struck, failure }: Tally, seconds: number): string {
  const width = Math.max(...FAULT_KINDS.map(({ length }) => length)) + 2;
  const rows = FAULT_KINDS.map(
    (kind) => `${kind.padEnd(width, '.')}${count(struck[kind]).padStart(11, '.')}`,
  );
  return [
    `${'fault'.padEnd(width)}${'struck'.padStart(11)}`,
    ...rows,
    '',
    `${count(schedules)} schedules, ${count(orders)} orders, ${count(steps)} steps, ` +
      `${failure === undefined ? '0 violations' : '1 violation'}, ${seconds.toFixed(1)} s`,
  ].join('\n');
}

/** A failure: which promise was broken, step by step how, and how to see it again. */
export function explain({ whole, least, runs }: Shrunk, scheduleSeed: number, guard?: Guard): string {
  const places = least.places.map((place) => `  ${place}`);
  const command = `npm run simulate -- --replay ${scheduleSeed}${guard === undefined ? '' : ` --without ${guard}`}`;
  return [
    `Broken: ${least.violation?.rule}.`,
    `${least.violation?.what}`,
    '',
    `Schedule ${scheduleSeed}, shrunk in ${count(runs)} runs from ${whole.inputs.length} inputs and ` +
      `${whole.places.length} faults to ${least.inputs.length} and ${least.places.length}:`,
    ...places,
    '',
    '  min:sec',
    ...least.trace,
    '',
    `To see it again: ${command}`,
  ].join('\n');
}

export function count(number: number): string {
  return number.toLocaleString('en');
}
