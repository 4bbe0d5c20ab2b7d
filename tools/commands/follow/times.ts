import { dueWindow, type Pace } from '../../../src/orders/sweep.ts';
import { count } from '../../service/text.ts';

const MINUTE_MS = 60_000;

const UNITS: [noun: string, milliseconds: number][] = [
  ['day', 1440 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
  ['second', 1000],
];

const UNKNOWN = 'an unknown time';

/** `12 minutes`: rounded down, in the largest unit of which there are at least two. */
export function duration(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return UNKNOWN;
  const [noun, unit] = UNITS.find(([, each]) => milliseconds >= 2 * each) ?? (['second', 1000] as const);
  return count(Math.max(0, Math.floor(milliseconds / unit)), noun);
}

/** `2025-05-03 12:00:01 UTC`. */
export function utc(time: number): string {
  if (Number.isNaN(time)) return UNKNOWN;
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** `14:05 UTC`, rounded up to the minute, with the day unless it is today. */
export function clock(time: number, now: number): string {
  const text = new Date(Math.ceil(time / MINUTE_MS) * MINUTE_MS).toISOString().replace('T', ' ');
  const isToday = text.slice(0, 10) === new Date(now).toISOString().slice(0, 10);
  return `${text.slice(isToday ? 11 : 0, 16)} UTC`;
}

type Pending = {
  receivedAt: number;
  now: number;
  /** When sweep ran last. */
  sweptAt: number | undefined;
  pace: Pace;
};

/**
 * By when sweep announces a pending order again, at the latest. Only the time between two sweeps is known, and a sweep can
 * be started by hand, so the next one may be earlier.
 */
export function announcedBy({ receivedAt, now, sweptAt = now, pace }: Pending): number {
  const interval = pace.intervalSeconds * 1000;
  const ageAt = (time: number) => (time - receivedAt) / 1000;
  const next = sweptAt + interval < now ? now + interval : sweptAt + interval;
  const { from, before } = dueWindow(ageAt(now), pace);
  const isDue = from <= ageAt(now);
  if (isDue && ageAt(next) < before) return next;
  return receivedAt + (isDue ? 2 * from : from) * 1000 + interval;
}
