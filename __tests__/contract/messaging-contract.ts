import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import type { Queue, Subject } from './subject.ts';

const MessageAttributes = {
  Type: { DataType: 'String', StringValue: 'HighValueOrder' },
  Amount: { DataType: 'Number', StringValue: '250.5' },
};

/** The publishes of src/aws/topics.ts. */
export function describeTopic(subject: () => Subject): void {
  // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
  test('delivers a message as it is with raw message delivery', async () => {
    const queue = await subject().createQueue();
    const TopicArn = await subject().createTopic({ queue, raw: true });

    await subject().publish(new PublishCommand({ TopicArn, Message: '{"a":1}', MessageAttributes }));

    expect(await bodiesIn(queue, 1)).toEqual(['{"a":1}']);
  });

  // https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
  // With attributes: https://docs.aws.amazon.com/sns/latest/dg/example-filter-policies.html
  test('delivers a message in an envelope without raw message delivery', async () => {
    const queue = await subject().createQueue();
    const TopicArn = await subject().createTopic({ queue, raw: false });

    await subject().publish(new PublishCommand({ TopicArn, Message: '{"a":1}', MessageAttributes }));

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

  // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
  test('delivers every message of a batch to every subscription, and answers with their Ids', async () => {
    const [one, other] = [await subject().createQueue(), await subject().createQueue()];
    const TopicArn = await subject().createTopic({ queue: one, raw: true }, { queue: other, raw: true });

    const { Successful = [], Failed = [] } = await subject().publish(batch(TopicArn, ['0', '1', '2']));

    expect(Successful.map(({ Id }) => Id).sort()).toEqual(['0', '1', '2']);
    expect(Failed).toEqual([]);
    expect(await bodiesIn(one, 3)).toEqual(['message 0', 'message 1', 'message 2']);
    expect(await bodiesIn(other, 3)).toEqual(['message 0', 'message 1', 'message 2']);
  });

  // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
  test.each([
    ['the same Id twice', ['0', '0'], 'BatchEntryIdsNotDistinctException'],
    ['more than ten entries', [...'abcdefghijk'], 'TooManyEntriesInBatchRequestException'],
  ])('refuses a batch with %s', async (_, ids, name) => {
    const TopicArn = await subject().createTopic();

    await expect(subject().publish(batch(TopicArn, ids))).rejects.toHaveProperty('name', name);
  });

  /** The bodies of the messages in a queue, sorted, once there are that many. */
  function bodiesIn(queue: Queue, number: number): Promise<string[]> {
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

function batch(TopicArn: string, ids: string[]): PublishBatchCommand {
  const entries = ids.map((Id) => ({ Id, Message: `message ${Id}`, MessageAttributes }));
  return new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: entries });
}

/** What Lambda's pollers and the dead-letter queues rely on. */
export function describeQueue(subject: () => Subject): void {
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
  // Its count and its handle: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  test('hides a received message until its visibility timeout has passed', async () => {
    const queue = await queueWith('order');
    const first = await receiveOne(queue);

    const meanwhile = await queue.receive();
    const again = await receiveOne(queue);

    expect(first).toMatchObject({ body: 'order', receives: 1 });
    expect(meanwhile).toEqual([]);
    expect(again).toMatchObject({ body: 'order', receives: 2 });
    expect(again.receiptHandle).not.toBe(first.receiptHandle);
  });

  // By an earlier handle the message might not be deleted: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
  // After the visibility timeout a delete might fail: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
  test.each([1, 2])(
    'deletes a message by the receipt handle of its last receive, after %i',
    async (receives) => {
      const queue = await queueWith('order');
      let { receiptHandle } = await receiveOne(queue);
      if (receives === 2) ({ receiptHandle } = await receiveOne(queue));

      await queue.delete(receiptHandle);

      await visibilityTimeoutPassed();
      expect(await queue.receive()).toEqual([]);
    },
  );

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  test('gives no more messages than it is asked for', async () => {
    const queue = await queueWith('a', 'b', 'c');

    const received = await subject().until('a message', async () => {
      const messages = await queue.receive(2);
      return messages.length > 0 ? messages : undefined;
    });

    expect(received.length).toBeLessThanOrEqual(2);
  });

  // maxReceiveCount: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  test('moves a message to the dead-letter queue after maxReceiveCount receives without a delete', async () => {
    const deadLetterQueue = await subject().createQueue();
    const queue = await subject().createQueue(deadLetterQueue);
    await queue.send('order');
    const receives = [await receiveOne(queue), await receiveOne(queue), await receiveOne(queue)];

    const letter = await subject().until('the dead letter', async () => {
      // A queue moves such messages when it is asked for messages.
      expect(await queue.receive()).toEqual([]);
      return (await deadLetterQueue.receive())[0];
    });

    expect(receives.map((message) => message.receives)).toEqual([1, 2, 3]);
    expect(letter.body).toBe('order');
    expect(await queue.receive()).toEqual([]);
  });

  async function queueWith(...bodies: string[]): Promise<Queue> {
    const queue = await subject().createQueue();
    for (const body of bodies) await queue.send(body);
    return queue;
  }

  function receiveOne(queue: Queue) {
    return subject().until('a visible message', async () => (await queue.receive(1))[0]);
  }

  /** Waits until a message that is received now is visible again, and so every message that was received before. */
  async function visibilityTimeoutPassed(): Promise<void> {
    const queue = await queueWith('marker');
    await receiveOne(queue);
    await receiveOne(queue);
  }
}
