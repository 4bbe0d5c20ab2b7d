import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';

/** What a call does, in words: `puts ORD-1`. */
export function describe(command: unknown): string {
  if (command instanceof PutCommand) return `puts ${command.input.Item?.OrderId}`;
  if (command instanceof UpdateCommand) return `marks ${command.input.Key?.OrderId} as notified`;
  if (command instanceof QueryCommand) return `reads ${command.input.ExpressionAttributeValues?.[':status']}`;
  if (command instanceof PublishCommand) return `publishes ${orderIdIn(command.input.Message)}`;
  if (command instanceof PublishBatchCommand) {
    const entries = command.input.PublishBatchRequestEntries ?? [];
    return `publishes the list ${entries.map(({ Message }) => orderIdIn(Message)).join(', ')}`;
  }
  return 'calls something unknown';
}

/** How it went, to be said after that; nothing where it is not worth a line. */
export function outcomeInWords(command: unknown, outcome: { output: object } | { refusal: Error }): string {
  if ('refusal' in outcome) return `: ${outcome.refusal.name}`;
  const { Items, Failed } = outcome.output as {
    Items?: Record<string, unknown>[];
    Failed?: { Id: string }[];
  };
  if (Items !== undefined) {
    return Items.length === 0 ? '' : `: ${Items.map(({ OrderId }) => OrderId).join(', ')}`;
  }
  if (Failed !== undefined && Failed.length > 0) {
    return `; the topic refuses the entries ${Failed.map(({ Id }) => Id).join(', ')}`;
  }
  if (!(command instanceof PutCommand)) return ': done';
  const { Amount, NotificationStatus } = command.input.Item ?? {};
  return `: it is stored with ${Amount === undefined ? 'no amount' : `the amount ${Amount}`}${NotificationStatus ? `, ${NotificationStatus}` : ''}`;
}

/** The OrderId in a message, in whatever casing; a part of the message where it has none. */
export function orderIdIn(text = ''): string {
  return /\\?"[oO]rderId\\?":\\?"([^"\\]*)/.exec(text)?.[1] ?? text.slice(0, 12);
}
