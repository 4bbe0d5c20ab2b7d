import { invoke } from '../lambda/invocation.ts';
import { orderIdIn } from '../lambda/words.ts';
import type { Queue } from '../models/queue.ts';
import type { Stack } from '../services/stack.ts';
import type { World } from '../world.ts';
import type { Input } from './inputs.ts';
import type { Sending } from './workload.ts';

/** Does what a sending says. */
export function send(world: World, stack: Stack, { name, route, inputs }: Sending): void {
  const { rules, trace } = world;
  if (trace.on) trace.say(name, `${WORDS[route]} ${inputs.map(({ text }) => text).join(', ')}`);
  if (route === 'producer') invokeProducer();
  else for (const [index, input] of inputs.entries()) sendOne(input, index);

  function sendOne(input: Input, index: number): void {
    if (input.order === undefined && route !== 'ingest') world.faults.count('poison message');
    if (route === 'ingest') invokeIngest(input);
    else if (route === 'topic') stack.orderTopic.publish(input.text);
    else if (route === 'envelope') stack.orderTopicInEnvelopes.publish(input.text);
    else sendToQueue(route === 'order queue' ? stack.orderQueue : stack.highValueQueue, input, index);
  }

  function sendToQueue(queue: Queue, { text }: Input, index: number): void {
    const messageId = `${orderIdIn(text)} of ${name}.${index + 1}`;
    rules.sent(messageId);
    queue.send(text, messageId);
  }

  function invokeIngest(input: Input): void {
    const event: unknown = JSON.parse(input.text);
    const run = stack.functions.ingest;
    invoke(
      world,
      'ingest',
      `ingest for ${name}`,
      (by) => run(by, event),
      (result, by) => {
        if (trace.on) trace.say(name, `gets ${inWords(result)}`);
        rules.ingestAnswered(input, result, by);
      },
    );
  }

  function invokeProducer(): void {
    const events: unknown[] = inputs.map(({ text }) => JSON.parse(text));
    const run = stack.functions.producer;
    invoke(
      world,
      'producer',
      `producer for ${name}`,
      (by) => run(by, events.length === 1 ? events[0] : events),
      (result, by) => {
        if (trace.on) trace.say(name, `gets ${inWords(result)}`);
        rules.producerAnswered(inputs, result, by);
      },
    );
  }
}

const WORDS = {
  ingest: 'invokes ingest with',
  producer: 'invokes producer with',
  topic: 'publishes to OrderTopic',
  envelope: 'publishes to OrderTopic, without raw delivery,',
  'order queue': 'sends to OrderQueue',
  'high-value queue': 'sends to HighValueQueue',
};

function inWords(result: object): string {
  if ('answer' in result) return `the answer ${JSON.stringify(result.answer)}`;
  return 'error' in result ? `an error, ${result.error}` : 'an error: the function crashed';
}
