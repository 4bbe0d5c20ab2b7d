import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Announcement } from './high-value.ts';

/** HighValueOrderTopic: where high-value orders are announced to whoever subscribes. */
export type HighValueOrderTopic = {
  /**
   * Publishes one announcement, with the message attributes `Type` (String) and `Amount` (Number) for filters.
   *
   * @throws AnnouncementFailedError when it may not have been published. Trying again helps and does no harm.
   */
  publish(announcement: Announcement): Promise<void>;
};

/** The order is stored, but its announcement may not be out. It stays pending until it is acknowledged. */
export class AnnouncementFailedError extends Error {
  override readonly name = 'AnnouncementFailedError';
  readonly orderId: string;

  constructor(orderId: string, cause: unknown) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    super(
      `Order ${orderId} is stored, but announcing it failed (${reason}). ` +
        'It stays pending: send the same order again to announce it.',
      { cause },
    );
    this.orderId = orderId;
  }
}

export function createHighValueOrderTopic(deps: {
  client: SNSClient;
  topicArn: string;
}): HighValueOrderTopic {
  const { client, topicArn: TopicArn } = deps;

  return {
    async publish(announcement) {
      const command = new PublishCommand({
        TopicArn,
        Message: JSON.stringify(announcement),
        MessageAttributes: {
          Type: { DataType: 'String', StringValue: announcement.Type },
          Amount: { DataType: 'Number', StringValue: String(announcement.Amount) },
        },
      });
      try {
        await client.send(command);
      } catch (error) {
        throw new AnnouncementFailedError(announcement.OrderId, error);
      }
    },
  };
}
