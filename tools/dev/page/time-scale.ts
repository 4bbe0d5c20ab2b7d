import type { Span } from './types.ts';

/** Where times are on the axis: positions are from 0 to 1. */
export type TimeScale = {
  position(time: number): number;
  /** Where work begins. A late one is so near the end that its text has to be before it. */
  ticks: { position: number; time: number; isLate: boolean }[];
  /** Waiting that is drawn shorter than it was. */
  shortened: { from: number; to: number }[];
};

type Interval = { start: number; end: number };

/** A wait is at most as long as this part of all work. */
const LONGEST_WAIT = 0.35;
/** Of the text of a tick, on the narrowest axis. */
const TEXT_WIDTH = 0.22;
const LATE = 1 - TEXT_WIDTH;

/** When a span ended, or the last time that is known of. */
export const endOf = (span: Span, last: number) =>
  span.kind === 'dead letter' ? span.start : (span.end ?? last);

export const lastTimeOf = (spans: Span[]) => Math.max(...spans.map(({ start, end }) => end ?? start));

/** @param isToScale otherwise long waits are shortened, so that the work between them can be seen. */
export function createTimeScale(spans: Span[], isToScale: boolean): TimeScale {
  const last = lastTimeOf(spans);
  const first = Math.min(...spans.map(({ start }) => start));
  const work = merge(
    spans
      .filter(({ kind }) => kind === 'invocation' || kind === 'call')
      .map((span) => ({ start: span.start, end: endOf(span, last) })),
  );
  const worked = work.reduce((sum, { start, end }) => sum + end - start, 0);
  const longest = isToScale || worked === 0 ? Number.POSITIVE_INFINITY : worked * LONGEST_WAIT;

  // Points of the line from time to place, which is straight between two of them.
  const points = [{ time: first, place: 0 }];
  const shortened: { from: number; to: number }[] = [];
  let [time, place] = [first, 0];
  for (const { start, end } of [...work, { start: last, end: last }]) {
    const from = place;
    place += Math.min(start - time, longest);
    if (start - time > longest) shortened.push({ from, to: place });
    points.push({ time: start, place });
    place += end - start;
    points.push({ time: end, place });
    time = end;
  }
  const whole = place || 1;

  function position(at: number): number {
    const next = points.findIndex((point) => point.time >= at);
    const [a, b] = [points[next - 1], points[next]];
    if (b === undefined) return 1;
    if (a === undefined || b.time === a.time) return b.place / whole;
    return (a.place + ((b.place - a.place) * (at - a.time)) / (b.time - a.time)) / whole;
  }

  const ticks: TimeScale['ticks'] = [];
  for (const start of [first, ...work.map((interval) => interval.start)]) {
    const tick = { position: position(start), time: start - first, isLate: position(start) > LATE };
    const previous = ticks.at(-1);
    // A late one has its text before it, where the previous one may have its own.
    const texts = tick.isLate && previous?.isLate === false ? 2 : 1;
    if (previous === undefined || tick.position - previous.position >= texts * TEXT_WIDTH) ticks.push(tick);
  }
  const scaled = shortened.map(({ from, to }) => ({ from: from / whole, to: to / whole }));
  return { position, ticks, shortened: scaled };
}

/** Intervals that overlap become one. */
function merge(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { start, end } of intervals.toSorted((a, b) => a.start - b.start)) {
    const before = merged.at(-1);
    if (before !== undefined && start <= before.end) before.end = Math.max(before.end, end);
    else merged.push({ start, end });
  }
  return merged;
}
