import { orderIdIn } from '../lambda/words.ts';
import type { Queue } from '../models/queue.ts';
import { createTopic, type Topic } from '../models/topic.ts';
import type { Names } from '../names.ts';
import { START } from '../settings.ts';
import type { World } from '../world.ts';

type Parts = { topicArn: string; to: Queue; raw: boolean; nextName: Names };

/** A topic with its subscription, and with what can happen to a message on its way. */
export function createFaultyTopic(world: World, { topicArn, to, raw, nextName }: Parts): Topic {
  const { timeline, faults, timing, rules, trace } = world;

  function deliver(messageId: string, body: string): void {
    rules.sent(messageId);
    if (faults.strikes('topic cannot deliver', messageId)) {
      trace.say('SNS', `cannot deliver ${messageId}: it goes to the dead-letter queue of the subscription`);
      rules.notDelivered(messageId);
    } else {
      timeline.after(timing.between(`delivery of ${messageId}`, 5, 300), () => to.send(body, messageId));
    }
  }

  return createTopic({
    topicArn,
    name: (body) => nextName(orderIdIn(body)),
    time: () => new Date(START + Math.floor(timeline.now())).toISOString(),
    refuses: ({ body }) => faults.strikes('partial publish batch', nextName(`entry of ${orderIdIn(body)}`)),
    subscriptions: [
      {
        raw,
        deliver({ messageId, body }) {
          deliver(messageId, body);
          if (faults.strikes('topic delivers twice', messageId)) deliver(`${messageId} again`, body);
        },
      },
    ],
  });
}
