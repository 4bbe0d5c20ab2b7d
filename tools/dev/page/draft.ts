import type { Span } from './types.ts';

/** What to send, and where to. */
export type Draft = { to: string; body: string };

/** What `/_dev/send` sends to. */
export const TARGETS = [
  ...['ingest', 'producer', 'sweep', 'report'],
  ...['OrderTopic', 'OrderQueue', 'OrderQueue in an SNS envelope'],
];

/** What an order came as: its first record with an input. Undefined where it came another way than by a target. */
export function draftOf(spans: Span[]): Draft | undefined {
  const first = spans.find(({ input, kind }) => input !== undefined && kind !== 'call');
  if (first?.input === undefined) return undefined;
  const to = first.kind === 'invocation' && first.trigger === 'queue' ? 'OrderQueue' : first.name;
  return TARGETS.includes(to) ? { to, body: first.input } : undefined;
}
