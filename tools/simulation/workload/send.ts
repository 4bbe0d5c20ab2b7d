import { orderIdIn } from '../lambda/calls.ts';
import type { FunctionName, Invocation, Result } from '../lambda/invocation.ts';
import { invoke } from '../lambda/invoke.ts';
import type { Queue } from '../models/queue.ts';
import type { SimulatedService } from '../service/service.ts';
import type { Simulation } from '../simulation.ts';
import type { Input } from './inputs.ts';
import type { Request } from './workload.ts';

const ACTIONS = {
  ingest: 'invokes ingest with',
  producer: 'invokes producer with',
  topic: 'publishes to OrderTopic',
  envelope: 'publishes to OrderTopic, without raw delivery,',
  'order queue': 'sends to OrderQueue',
  'high-value queue': 'sends to HighValueQueue',
};

export function send(
  simulation: Simulation,
  service: SimulatedService,
  { name, route, inputs }: Request,
): void {
  const { rules, faults, trace } = simulation;
  const { functions } = service;
  trace?.(name, `${ACTIONS[route]} ${inputs.map(({ text }) => text).join(', ')}`);
  if (route === 'producer') invokeProducer();
  else for (const [index, input] of inputs.entries()) sendOne(input, index);

  function sendOne(input: Input, index: number): void {
    if (input.order === undefined && route !== 'ingest') faults.confirm('poison message');
    if (route === 'ingest') invokeIngest(input);
    else if (route === 'topic') service.orderTopic.publish(input.text);
    else if (route === 'envelope') service.orderTopicInEnvelopes.publish(input.text);
    else sendToQueue(route === 'order queue' ? service.orderQueue : service.highValueQueue, input, index);
  }

  function sendToQueue(queue: Queue, { text }: Input, index: number): void {
    const messageId = `${orderIdIn(text)} of ${name}.${index + 1}`;
    rules.sent(messageId);
    queue.send(text, messageId);
  }

  function invokeIngest(input: Input): void {
    const event: unknown = JSON.parse(input.text);
    call('ingest', functions.ingest, event, (result, by) => rules.ingestAnswered(input, result, by));
  }

  function invokeProducer(): void {
    const events: unknown[] = inputs.map(({ text }) => JSON.parse(text));
    const event = events.length === 1 ? events[0] : events;
    call('producer', functions.producer, event, (result, by) => rules.producerAnswered(inputs, result, by));
  }

  function call<T>(
    functionName: FunctionName,
    run: (by: Invocation, event: unknown) => Promise<T>,
    event: unknown,
    check: (result: Result<T>, by: Invocation) => void,
  ): void {
    invoke(
      simulation,
      functionName,
      `${functionName} for ${name}`,
      (by) => run(by, event),
      (result, by) => {
        trace?.(name, `gets ${describe(result)}`);
        check(result, by);
      },
    );
  }
}

function describe(result: Result<unknown>): string {
  if ('answer' in result) return `the answer ${JSON.stringify(result.answer)}`;
  return 'error' in result ? `an error, ${result.error}` : 'an error: the function crashed';
}
