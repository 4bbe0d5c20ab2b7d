import { orderIdIn } from '../lambda/calls.ts';
import type { FunctionName, Invocation, Result } from '../lambda/invocation.ts';
import { invoke } from '../lambda/invoke.ts';
import { REDRIVEN } from '../service/messaging.ts';
import type { SimulatedService } from '../service/service.ts';
import type { Simulation } from '../simulation.ts';
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
  { name, route, inputs, isRedriven = false }: Request,
): void {
  const { rules, faults, trace } = simulation;
  const { functions, orderTopic, orderTopicInEnvelopes, orderQueue, highValueQueue } = service;
  if (!isRedriven) rules.requested(inputs);
  trace?.(name, `${ACTIONS[route]} ${inputs.map(({ text }) => text).join(', ')}`);

  if (route === 'producer') {
    const events: unknown[] = inputs.map(({ text }) => JSON.parse(text));
    const event = events.length === 1 ? events[0] : events;
    call('producer', functions.producer, event, (result, by) => rules.producerAnswered(inputs, result, by));
    return;
  }
  for (const [index, input] of inputs.entries()) {
    const { text, order } = input;
    if (route === 'ingest') {
      const event: unknown = JSON.parse(text);
      call('ingest', functions.ingest, event, (result, by) => rules.ingestAnswered(input, result, by));
      continue;
    }
    if (order === undefined) faults.confirm('poison message');
    if (route === 'topic') orderTopic.publish(text);
    else if (route === 'envelope') orderTopicInEnvelopes.publish(text);
    else {
      const messageId = `${orderIdIn(text)} of ${name}.${index + 1}${isRedriven ? REDRIVEN : ''}`;
      rules.sent(messageId);
      (route === 'order queue' ? orderQueue : highValueQueue).send(text, messageId);
    }
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
