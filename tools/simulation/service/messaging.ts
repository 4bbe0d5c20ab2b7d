import { orderIdIn } from '../lambda/calls.ts';
import { createQueue, type Queue, type QueueOptions } from '../models/queue.ts';
import { createTopic, type Topic } from '../models/topic.ts';
import type { QueueName } from '../rules/message-rules.ts';
import { START, VISIBILITY_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';

const MAX_DUPLICATE_DELAY_MS = 120_000;

/** A queue into which the faults are injected that a standard queue allows. */
export function createFaultyQueue(
  simulation: Simulation,
  name: QueueName,
  onVisible: NonNullable<QueueOptions['onVisible']>,
): Queue {
  const { timeline, faults, random, rules, trace, maxReceiveCount } = simulation;
  return createQueue({
    now: timeline.now,
    visibilityTimeoutMs: VISIBILITY_TIMEOUT_MS,
    redrive: {
      maxReceiveCount,
      toDeadLetterQueue: (message) => {
        trace?.(name, `${message.messageId} becomes a dead letter`);
        rules.deadLetter(name, message);
      },
    },
    onVisible,
    reorder: (visible) => {
      const [first, second] = visible;
      if (second === undefined) return visible;
      const point = `${name}, ${first?.messageId} before ${second.messageId}`;
      return faults.inject('reordering', point) ? visible.reverse() : visible;
    },
    appliesLateDelete: (receiptHandle) => {
      if (!faults.inject('late delete is ignored', `${name}, ${receiptHandle}`)) return true;
      trace?.(name, `ignores the late delete of ${receiptHandle}`);
      return false;
    },
    duplicateAfter: (messageId, receives) => {
      const point = `${name}, ${messageId}, receive ${receives + 1}`;
      if (!faults.inject('duplicate delivery', point)) return undefined;
      trace?.(name, `will deliver a duplicate of ${messageId}`);
      rules.duplicated(messageId);
      return random.between(`duplicate of ${point}`, 1, MAX_DUPLICATE_DELAY_MS);
    },
  });
}

type TopicParts = { topicArn: string; to: Queue; raw: boolean };

/** A topic with one subscription, into whose deliveries faults are injected. */
export function createFaultyTopic(simulation: Simulation, parts: TopicParts): Topic {
  const { timeline, faults, random, rules, trace, uniqueName } = simulation;
  const { topicArn, to, raw } = parts;

  function deliver(messageId: string, body: string): void {
    rules.sent(messageId);
    if (faults.inject('topic fails to deliver', messageId)) {
      trace?.('SNS', `fails to deliver ${messageId}, which becomes a dead letter of the subscription`);
      rules.notDelivered(messageId);
    } else {
      timeline.after(random.between(`delivery of ${messageId}`, 5, 300), () => to.send(body, messageId));
    }
  }

  return createTopic({
    topicArn,
    newId: (body) => uniqueName(orderIdIn(body)),
    time: () => new Date(START + Math.floor(timeline.now())).toISOString(),
    refuses: (body) => faults.inject('partial publish batch', uniqueName(`entry of ${orderIdIn(body)}`)),
    subscriptions: [
      {
        raw,
        deliver({ messageId, body }) {
          deliver(messageId, body);
          if (faults.inject('topic delivers twice', messageId)) deliver(`${messageId} again`, body);
        },
      },
    ],
  });
}
