import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { describe, expect, test } from '@jest/globals';
import type { QueueUnderTest, Subject } from './contract-subject.ts';

const ATTRIBUTES = {
  Type: { DataType: 'String', StringValue: 'HighValueOrder' },
  Amount: { DataType: 'Number', StringValue: '250.5' },
};

/** What a topic does with the messages that topics.ts publishes. */
export function describeTopic(subject: () => Subject): void {
  describe('a message that is published', () => {
    // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
    test('comes as it is where delivery is raw', async () => {
      const queue = await subject().createQueue();
      const TopicArn = await subject().createTopic({ queue, raw: true });

      await subject().publish(
        new PublishCommand({ TopicArn, Message: '{"a":1}', MessageAttributes: ATTRIBUTES }),
      );

      expect(await bodiesIn(queue, 1)).toEqual(['{"a":1}']);
    });

    // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
    // With attributes: https://docs.aws.amazon.com/sns/latest/dg/example-filter-policies.html
    test('comes in the envelope of SNS where it is not', async () => {
      const queue = await subject().createQueue();
      const TopicArn = await subject().createTopic({ queue, raw: false });

      await subject().publish(
        new PublishCommand({ TopicArn, Message: '{"a":1}', MessageAttributes: ATTRIBUTES }),
      );

      const [body = ''] = await bodiesIn(queue, 1);
      expect(JSON.parse(body)).toMatchObject({
        Type: 'Notification',
        MessageId: expect.any(String),
        TopicArn,
        Message: '{"a":1}',
        Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
        MessageAttributes: {
          Type: { Type: 'String', Value: 'HighValueOrder' },
          Amount: { Type: 'Number', Value: '250.5' },
        },
      });
    });
  });

  // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
  describe('a list that is published', () => {
    test('comes whole to every subscription, and is answered by its Ids', async () => {
      const [one, other] = [await subject().createQueue(), await subject().createQueue()];
      const TopicArn = await subject().createTopic({ queue: one, raw: true }, { queue: other, raw: true });

      const { Successful = [], Failed = [] } = await subject().publish(list(TopicArn, ['0', '1', '2']));

      expect(Successful.map(({ Id }) => Id).sort()).toEqual(['0', '1', '2']);
      expect(Failed).toEqual([]);
      expect(await bodiesIn(one, 3)).toEqual(['message 0', 'message 1', 'message 2']);
      expect(await bodiesIn(other, 3)).toEqual(['message 0', 'message 1', 'message 2']);
    });

    test.each([
      ['the same Id twice', ['0', '0'], 'BatchEntryIdsNotDistinctException'],
      ['more than ten entries', [...'abcdefghijk'], 'TooManyEntriesInBatchRequestException'],
    ])('is refused with %s', async (_, ids, name) => {
      const TopicArn = await subject().createTopic();

      await expect(subject().publish(list(TopicArn, ids))).rejects.toHaveProperty('name', name);
    });
  });

  /** The bodies of the messages that came to a queue, sorted, once that many have come. */
  function bodiesIn(queue: QueueUnderTest, number: number): Promise<string[]> {
    const bodies: string[] = [];
    return subject().until(`${number} messages`, async () => {
      for (const { body, receiptHandle } of await queue.receive()) {
        bodies.push(body);
        await queue.delete(receiptHandle);
      }
      return bodies.length >= number ? bodies.sort() : undefined;
    });
  }
}

function list(TopicArn: string, ids: string[]): PublishBatchCommand {
  const PublishBatchRequestEntries = ids.map((Id) => ({
    Id,
    Message: `message ${Id}`,
    MessageAttributes: ATTRIBUTES,
  }));
  return new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries });
}
