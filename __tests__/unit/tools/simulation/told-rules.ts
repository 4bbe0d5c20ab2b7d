import type { Invocation } from '../../../../tools/simulation/lambda/invocation.ts';
import type { Item } from '../../../../tools/simulation/models/expressions.ts';
import { createRules, type Rules } from '../../../../tools/simulation/rules/rules.ts';
import { inputOf } from '../../../../tools/simulation/workload/inputs.ts';

export const TIME = '2025-05-03T12:00:00.000Z';
export const ORDER = { OrderId: 'ORD-1', Amount: 250, Timestamp: TIME };

/** The items of a high-value order that is owed, of the same one notified, and of one exactly at the threshold. */
export const PENDING: Item = { ...ORDER, ReceivedAt: TIME, NotificationStatus: 'PENDING#5' };
export const NOTIFIED: Item = { ...PENDING, NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: TIME };
export const LOW: Item = { OrderId: 'ORD-2', Amount: 100, Timestamp: TIME, ReceivedAt: TIME };

export const announcement = (order: object = ORDER) =>
  JSON.stringify({ Type: 'HighValueOrder', Version: 1, ...order, ReceivedAt: TIME, Threshold: 100 });

/** What was sent: the two orders, one that conflicts with the first, and one that is none. */
export const sound = inputOf(ORDER);
export const conflicting = inputOf({ ...ORDER, Amount: 251 });
export const unsound = { text: '[]' };
const low = inputOf({ OrderId: 'ORD-2', Amount: 100, Timestamp: TIME });

export function invocation({ troubled = false } = {}): Invocation {
  const ended = { running: false, crashed: false, crash: () => {}, unheard: new Set<string>() };
  return { name: 'it', troubled, now: () => new Date(0), remainingMs: () => 0, ...ended };
}

export type Story = (rules: Rules) => void;

/** The promise that is broken once the rules were told the story, while the table has these items. */
export function brokenBy(story: Story, ...items: Item[]): string | undefined {
  const inputs = [sound, conflicting, unsound, low];
  const rules = createRules([{ name: 's1', at: 0, route: 'topic', inputs }], (id) =>
    items.find(({ OrderId }) => OrderId === id),
  );
  story(rules);
  return rules.violation()?.rule;
}
