import { createQueue, type Queue, type QueueOptions } from '../models/queue.ts';
import type { QueueName } from '../rules/messages.ts';
import { MAX_RECEIVES, VISIBILITY_MS } from '../settings.ts';
import type { World } from '../world.ts';

const LONGEST_COPY_DELAY_MS = 120_000;

/** A queue with its dead-letter queue, both as resources/ has them, and with the liberties that SQS may take. */
export function createFaultyQueue(
  world: World,
  name: QueueName,
  onVisible: NonNullable<QueueOptions['onVisible']>,
): Queue {
  const { timeline, faults, draws, rules, trace } = world;
  const settings = { now: timeline.now, visibilityMs: VISIBILITY_MS };
  const deadLetters = createQueue({
    ...settings,
    onRedriven: (message) => {
      trace.say(name, `${message.messageId} becomes a dead letter`);
      rules.deadLetter(name, message);
    },
  });

  return createQueue({
    ...settings,
    redrive: { to: deadLetters, maxReceives: MAX_RECEIVES },
    onVisible,
    sequence: (visible) => {
      const [first, second] = visible;
      if (second === undefined) return visible;
      const place = `${name}, ${first?.messageId} before ${second.messageId}`;
      return faults.strikes('reordering', place) ? visible.reverse() : visible;
    },
    deletesLate: (receiptHandle) => {
      if (!faults.strikes('late delete is ignored', `${name}, ${receiptHandle}`)) return true;
      trace.say(name, `ignores that ${receiptHandle} is deleted: it comes too late`);
      return false;
    },
    copyAfter: (messageId, receives) => {
      const place = `${name}, ${messageId}, receive ${receives + 1}`;
      if (!faults.strikes('duplicate delivery', place)) return undefined;
      trace.say(name, `${messageId} will come once more, whatever becomes of it`);
      rules.cameTwice(messageId);
      return draws.between(`copy of ${place}`, 1, LONGEST_COPY_DELAY_MS);
    },
  });
}
