import * as models from '../../tools/simulation/models/queue.ts';
import { createTable } from '../../tools/simulation/models/table.ts';
import { createTopic, type Topic } from '../../tools/simulation/models/topic.ts';
import { ORDERS_TABLE, TABLE_NAME } from '../../tools/simulation/settings.ts';
import { createUniqueNames } from '../../tools/simulation/simulation.ts';
import { describeContract } from './contract.ts';
import type { Queue, Subject } from './subject.ts';

const STEP_MS = 50;
const DEADLINE_MS = 10_000;

describeContract(createModels);

/** The models of the simulation, with a clock that advances while a test waits. */
async function createModels(): Promise<Subject> {
  let ms = 0;
  const now = () => ms;
  const uniqueName = createUniqueNames();
  const modelOf = new Map<Queue | undefined, models.Queue>();
  const topics = new Map<string, Topic>();
  const table = createTable({ now, ...ORDERS_TABLE });

  const sendTo = (queue?: Queue) => (message: { body: string; messageId: string }) =>
    modelOf.get(queue)?.send(message.body, message.messageId);

  return {
    table: {
      name: TABLE_NAME,
      send: async (command) => table.execute(command),
      item: async (OrderId) => table.item(OrderId),
    },
    publish: async (command) => topics.get(command.input.TopicArn ?? '')?.execute(command) ?? {},
    async createTopic(...subscriptions) {
      const topicArn = `arn:aws:sns:us-east-1:000000000000:${uniqueName('topic')}`;
      const topic = createTopic({
        topicArn,
        newId: () => uniqueName('message'),
        subscriptions: subscriptions.map(({ queue, raw }) => ({
          raw,
          deliver: sendTo(queue),
        })),
      });
      topics.set(topicArn, topic);
      return topicArn;
    },
    async createQueue(deadLetterQueue) {
      const toDeadLetterQueue = sendTo(deadLetterQueue);
      const model = models.createQueue({
        ...{ now, visibilityTimeoutMs: 1_000 },
        ...(deadLetterQueue && { redrive: { maxReceiveCount: 3, toDeadLetterQueue } }),
      });
      const queue: Queue = {
        send: async (body) => model.send(body, uniqueName('message')),
        receive: async (max = 10) => model.receive(max),
        delete: async (receiptHandle) => model.delete(receiptHandle),
      };
      modelOf.set(queue, model);
      return queue;
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
