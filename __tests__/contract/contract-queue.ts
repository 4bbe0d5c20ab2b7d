import { describe, expect, test } from '@jest/globals';
import type { QueueUnderTest, Subject } from './contract-subject.ts';

/** What a queue does with its messages, as far as Lambda's pollers and the dead-letter queues rest on it. */
export function describeQueue(subject: () => Subject): void {
  describe('a message that is received', () => {
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
    // Its count and its handle: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
    test('is not there for anybody else until its visibility time-out has passed', async () => {
      const queue = await queueWith('order');
      const first = await receiveOne(queue);

      const meanwhile = await queue.receive();
      const again = await receiveOne(queue);

      expect(first).toMatchObject({ body: 'order', receives: 1 });
      expect(meanwhile).toEqual([]);
      expect(again).toMatchObject({ body: 'order', receives: 2 });
      expect(again.receiptHandle).not.toBe(first.receiptHandle);
    });

    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
    test('is gone once it is deleted', async () => {
      const queue = await queueWith('order');
      const { receiptHandle } = await receiveOne(queue);

      await queue.delete(receiptHandle);

      await visibilityPassed();
      expect(await queue.receive()).toEqual([]);
    });

    // By an earlier handle the message might not be deleted: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
    // After the visibility timeout a delete might fail: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
    test('and received again is deleted by the receipt handle of its last receive', async () => {
      const queue = await queueWith('order');
      await receiveOne(queue);
      const { receiptHandle } = await receiveOne(queue);

      await queue.delete(receiptHandle);

      await visibilityPassed();
      expect(await queue.receive()).toEqual([]);
    });
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  test('a receive gives no more messages than it is asked for', async () => {
    const queue = await queueWith('a', 'b', 'c');

    const received = await subject().until('two messages', async () => {
      const messages = await queue.receive(2);
      return messages.length > 0 ? messages : undefined;
    });

    expect(received.length).toBeLessThanOrEqual(2);
  });

  // maxReceiveCount: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
  test('a message that was received three times and not deleted becomes a dead letter', async () => {
    const { queue, deadLetters } = await subject().createQueueWithDeadLetters();
    await queue.send('order');
    const receives = [await receiveOne(queue), await receiveOne(queue), await receiveOne(queue)];

    const letter = await subject().until('the dead letter', async () => {
      // A queue looks after what was received too often when it is asked for messages.
      expect(await queue.receive()).toEqual([]);
      return (await deadLetters.receive())[0];
    });

    expect(receives.map((message) => message.receives)).toEqual([1, 2, 3]);
    expect(letter.body).toBe('order');
    expect(await queue.receive()).toEqual([]);
  });

  async function queueWith(...bodies: string[]): Promise<QueueUnderTest> {
    const queue = await subject().createQueue();
    for (const body of bodies) await queue.send(body);
    return queue;
  }

  function receiveOne(queue: QueueUnderTest) {
    return subject().until('a message to be visible', async () => (await queue.receive(1))[0]);
  }

  /** Waits until a message of another queue, received now, is visible again: by then every message received before is. */
  async function visibilityPassed(): Promise<void> {
    const queue = await queueWith('marker');
    await receiveOne(queue);
    await receiveOne(queue);
  }
}
