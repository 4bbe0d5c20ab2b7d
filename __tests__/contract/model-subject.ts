import { createQueue, type Queue } from '../../tools/simulation/models/queue.ts';
import { createTable } from '../../tools/simulation/models/table.ts';
import { createTopic, type Topic } from '../../tools/simulation/models/topic.ts';
import { createNames } from '../../tools/simulation/names.ts';
import type { QueueUnderTest, Subject } from './contract-subject.ts';

const STEP_MS = 50;
const DEADLINE_MS = 10_000;

/** The models of the simulation, on a clock that goes on while somebody waits. */
export async function createModelSubject(): Promise<Subject> {
  let ms = 0;
  const now = () => ms;
  const nextName = createNames();
  const models = new Map<QueueUnderTest, Queue>();
  const topics = new Map<string, Topic>();
  const table = createTable({
    now,
    key: 'OrderId',
    index: { name: 'NotificationIndex', partition: 'NotificationStatus', range: 'Timestamp' },
  });

  function asQueue(queue: Queue): QueueUnderTest {
    const asked: QueueUnderTest = {
      send: async (body) => queue.send(body, nextName('message')),
      receive: async (max = 10) => queue.receive(max),
      delete: async (receiptHandle) => queue.delete(receiptHandle),
    };
    models.set(asked, queue);
    return asked;
  }

  return {
    table: {
      name: 'orders',
      send: async (command) => table.execute(command),
      item: async (OrderId) => table.item(OrderId),
    },
    publish: async (command) => topics.get(command.input.TopicArn ?? '')?.execute(command) ?? {},
    async createTopic(...subscriptions) {
      const topicArn = `arn:aws:sns:us-east-1:000000000000:${nextName('topic')}`;
      const topic = createTopic({
        topicArn,
        name: () => nextName('message'),
        subscriptions: subscriptions.map(({ queue, raw }) => ({
          raw,
          deliver: ({ body, messageId }) => models.get(queue)?.send(body, messageId),
        })),
      });
      topics.set(topicArn, topic);
      return topicArn;
    },
    createQueue: async () => asQueue(createQueue({ now, visibilityMs: 1_000 })),
    async createQueueWithDeadLetters() {
      const to = createQueue({ now, visibilityMs: 1_000 });
      const queue = createQueue({ now, visibilityMs: 1_000, redrive: { to, maxReceives: 3 } });
      return { queue: asQueue(queue), deadLetters: asQueue(to) };
    },
    async until(what, ask) {
      for (const deadline = ms + DEADLINE_MS; ms < deadline; ms += STEP_MS) {
        const answer = await ask();
        if (answer !== undefined) return answer;
      }
      throw new Error(`Waited ${DEADLINE_MS} ms in vain for ${what}`);
    },
    remove: async () => {},
  };
}
