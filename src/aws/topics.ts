import {
  type MessageAttributeValue,
  PublishBatchCommand,
  PublishCommand,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { Announcement } from '../orders/announcement.ts';
import { toMessageText } from '../orders/message-text.ts';
import {
  AnnouncementFailedError,
  type HighValueOrderTopic,
  type OrderTopic,
  type PublishFailure,
} from '../orders/ports.ts';

type Message = { Message: string; MessageAttributes: Record<string, MessageAttributeValue> };
type TopicParts = { client: SNSClient; topicArn: string };

/** The maximum of one PublishBatch. @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
const BATCH_SIZE = 10;
const CALLS_AT_ONCE = 8;

export function createHighValueOrderTopic({ client, topicArn }: TopicParts): HighValueOrderTopic {
  return {
    async publish(announcement) {
      try {
        await client.send(new PublishCommand({ TopicArn: topicArn, ...messageOf(announcement) }));
      } catch (error) {
        throw new AnnouncementFailedError(announcement.OrderId, describe(error), error);
      }
    },

    async publishAll(announcements) {
      const failures = await publishInTens({ client, topicArn }, announcements.map(messageOf));
      return failures.flatMap(({ position, reason }) => {
        const announcement = announcements[position];
        return announcement === undefined ? [] : [new AnnouncementFailedError(announcement.OrderId, reason)];
      });
    },
  };
}

export function createOrderTopic(parts: TopicParts): OrderTopic {
  const attributes = { Type: { DataType: 'String', StringValue: 'OrderCreated' } };
  return {
    publishAll: (orders) =>
      publishInTens(
        parts,
        orders.map((order) => ({ Message: toMessageText(order), MessageAttributes: attributes })),
      ),
  };
}

/** What is published for an announcement. */
export function messageOf(announcement: Announcement): Message {
  return {
    Message: toMessageText(announcement),
    MessageAttributes: {
      Type: { DataType: 'String', StringValue: announcement.Type },
      Amount: { DataType: 'Number', StringValue: String(announcement.Amount) },
    },
  };
}

async function publishInTens(parts: TopicParts, messages: readonly Message[]): Promise<PublishFailure[]> {
  const starts = Array.from(
    { length: Math.ceil(messages.length / BATCH_SIZE) },
    (_, index) => index * BATCH_SIZE,
  );
  const failures: PublishFailure[] = [];
  while (starts.length > 0) {
    const calls = starts.splice(0, CALLS_AT_ONCE).map((start) => publishTen(parts, messages, start));
    failures.push(...(await Promise.all(calls)).flat());
  }
  return failures;
}

/**
 * If the call fails, all its messages fail; if it succeeds, the response lists each message. A message that is not listed
 * as successful counts as failed, because it may not have been published.
 */
async function publishTen({ client, topicArn }: TopicParts, messages: readonly Message[], start: number) {
  const entries = messages
    .slice(start, start + BATCH_SIZE)
    .map((message, index) => ({ Id: String(start + index), ...message }));
  try {
    const { Successful = [], Failed = [] } = await client.send(
      new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }),
    );
    const published = new Set(Successful.map(({ Id }) => Id));
    const reasons = new Map(
      Failed.map(({ Id, Code, Message = 'no reason given' }) => [Id, `${Code}: ${Message}`]),
    );
    return entries
      .filter(({ Id }) => reasons.has(Id) || !published.has(Id))
      .map(({ Id }) => ({ position: Number(Id), reason: reasons.get(Id) ?? 'SNS did not confirm it' }));
  } catch (error) {
    return entries.map(({ Id }) => ({ position: Number(Id), reason: describe(error) }));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
