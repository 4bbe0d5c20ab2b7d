import type { Service } from '../../../../../tools/commands/redrive/dead-letters.ts';
import type { InMemorySqs } from './in-memory-sqs.ts';

/** The service with its queues in memory and `stored` in its table; the URL of a queue is the output's name. */
export function serviceOver(sqs: InMemorySqs, stored?: Record<string, unknown>): Service {
  return {
    sqs: sqs.client,
    output: async (name) => name,
    order: async (orderId) => (stored?.OrderId === orderId ? stored : undefined),
    async queueDepth(name) {
      const queue = sqs.queue(name);
      const waiting = queue.filter(({ visible }) => visible).length;
      return { waiting, inFlight: queue.length - waiting };
    },
  };
}
