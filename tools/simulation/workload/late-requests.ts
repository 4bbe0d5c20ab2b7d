import type { Random } from '../random.ts';
import { DAY_MS, MAX_REMOVAL_DELAY_MS, MESSAGE_LIFE_MS, SHORTEST_RETENTION_DAYS } from '../settings.ts';
import { type Request, ROUTES } from './workload.ts';

type Span = { from: number; to: number; isRedriven: boolean };

const EXPIRY_MS = SHORTEST_RETENTION_DAYS * DAY_MS;
const HOUR_MS = 60 * 60_000;
const BURST_MS = 3_000;

/** When something is sent late. */
const SPANS: [Span, ...Span[]] = [
  { from: HOUR_MS, to: MESSAGE_LIFE_MS - HOUR_MS, isRedriven: true },
  { from: HOUR_MS, to: EXPIRY_MS, isRedriven: false },
  { from: EXPIRY_MS - HOUR_MS, to: EXPIRY_MS + MAX_REMOVAL_DELAY_MS, isRedriven: false },
  { from: EXPIRY_MS + MAX_REMOVAL_DELAY_MS, to: EXPIRY_MS + 10 * DAY_MS, isRedriven: false },
];

/** What is sent of a workload once more, days later: messages within their life, and repeats by the senders at any time. */
export function generateLateRequests(random: Random, workload: readonly Request[]): Request[] {
  const inputs = workload.flatMap((request) => request.inputs.filter(({ order }) => order !== undefined));
  const [first, ...others] = inputs;
  if (first === undefined) return [];

  const moments = Array.from({ length: random.integer('late moments', 1, 3) }, (_, moment) => {
    const { from, to, isRedriven } = random.pick(`span of late moment ${moment}`, SPANS);
    const at = random.between(`late moment ${moment}`, from, to);
    return Array.from({ length: random.integer(`sent at late moment ${moment}`, 1, 3) }, (_, index) => ({
      at: at + random.between(`${index} at late moment ${moment}`, 0, BURST_MS),
      route: isRedriven ? 'order queue' : random.pick(`route of ${index} at late moment ${moment}`, ROUTES),
      inputs: [random.pick(`input of ${index} at late moment ${moment}`, [first, ...others])],
      isRedriven,
    }));
  });
  return moments
    .flat()
    .sort((a, b) => a.at - b.at)
    .map((request, index) => ({ name: `s${workload.length + index + 1}`, ...request }));
}
