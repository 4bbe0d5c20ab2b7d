import type { Span } from './types.ts';

/** What to send, and where to. */
export type Draft = { to: string; body: string };

/** What an order came as: the first that happened. Undefined if it did not come by one of the targets. */
export function draftOf(spans: Span[], targets: string[]): Draft | undefined {
  const [first] = spans;
  if (first?.input === undefined) return undefined;
  const { kind, trigger, name, resource = '' } = first;
  // A call that no function made sends a message.
  const to = kind === 'call' ? resource : trigger === 'queue' ? 'OrderQueue' : name;
  return targets.includes(to) ? { to, body: first.input } : undefined;
}
