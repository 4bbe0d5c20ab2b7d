import { orderIdIn } from '../lambda/calls.ts';
import { createQueue, type Queue, type QueueOptions } from '../models/queue.ts';
import { createTopic, type Topic } from '../models/topic.ts';
import type { QueueName } from '../rules/message-rules.ts';
import { MESSAGE_LIFE_MS, START, VISIBILITY_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';

const MAX_DUPLICATE_DELAY_MS = 120_000;
/** A message becomes a dead letter within an hour. */
/** How the id of a message ends that was a dead letter. */
export const REDRIVEN = ', redriven';
const MAX_REDRIVE_DELAY_MS = MESSAGE_LIFE_MS - 60 * 60_000;

/** A queue into which the faults are injected that a standard queue allows. */
export function createFaultyQueue(
  simulation: Simulation,
  name: QueueName,
  onVisible: NonNullable<QueueOptions['onVisible']>,
): Queue {
  const { timeline, faults, random, rules, trace, maxReceiveCount } = simulation;
  const queue: Queue = createQueue({
    now: timeline.now,
    visibilityTimeoutMs: VISIBILITY_TIMEOUT_MS,
    redrive: {
      maxReceiveCount,
      toDeadLetterQueue: (message) => {
        trace?.(name, `${message.messageId} becomes a dead letter`);
        rules.deadLetter(name, message);
        mayRedrive(simulation, queue, message);
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
  return queue;
}

/** May move a dead letter back to its queue, at any time in its life; once, as its life then begins anew. */
function mayRedrive(
  { timeline, faults, random, rules, trace, isSending }: Simulation,
  queue: Queue,
  { messageId, body }: { messageId: string; body: string },
): void {
  if (messageId.endsWith(REDRIVEN) || !faults.inject('dead letter is redriven', messageId)) return;
  const redriven = `${messageId}${REDRIVEN}`;
  timeline.after(random.between(`redrive of ${messageId}`, 0, MAX_REDRIVE_DELAY_MS), () => {
    trace?.('SQS', `moves the dead letter ${messageId} back`);
    isSending();
    rules.sent(redriven);
    queue.send(body, redriven);
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
      mayRedrive(simulation, to, { messageId, body });
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
