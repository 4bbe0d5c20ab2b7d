/**
 * Every dead-letter queue of the stack, by the name of its output without `Url`: the queue its messages go back to, and
 * what they are. `undelivered` are those that SNS could not deliver to that queue.
 */
export const DEAD_LETTER_QUEUES = {
  OrderDLQ: { source: 'OrderQueue', holds: 'orders' },
  HighValueDLQ: { source: 'HighValueQueue', holds: 'announcements' },
  OrderSubscriptionDLQ: { source: 'OrderQueue', holds: 'undelivered' },
  HighValueSubscriptionDLQ: { source: 'HighValueQueue', holds: 'undelivered' },
} as const;

export type DeadLetterQueue = keyof typeof DEAD_LETTER_QUEUES;
