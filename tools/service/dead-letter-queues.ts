/**
 * Every dead-letter queue of the stack, by the name of its output without `Url`: the queue its messages go back to, the
 * function that reads that one, and whether they come from that queue or from its topic, as SNS could not deliver them.
 */
export const DEAD_LETTER_QUEUES = {
  OrderDLQ: { source: 'OrderQueue', reader: 'ingest', from: 'queue' },
  HighValueDLQ: { source: 'HighValueQueue', reader: 'consumer', from: 'queue' },
  OrderSubscriptionDLQ: { source: 'OrderQueue', reader: 'ingest', from: 'topic' },
  HighValueSubscriptionDLQ: { source: 'HighValueQueue', reader: 'consumer', from: 'topic' },
} as const;

export type DeadLetterQueue = keyof typeof DEAD_LETTER_QUEUES;

export const QUEUE_NAMES = Object.keys(DEAD_LETTER_QUEUES) as DeadLetterQueue[];
