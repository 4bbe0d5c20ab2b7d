import type { StackEvent } from '../../tools/stack/observation.ts';

type Given = { caller?: string; resource?: string; attempt?: number; status?: number; response?: object };

/** Writes the events of a stack, a millisecond apart. */
export function createStackEvents(observe: (event: StackEvent) => void) {
  let at = 0;
  const tell = (event: StackEvent) => observe({ ...event, at: ++at });

  /** Starts an invocation. @returns what happens in it. */
  function start(functionName: string, id: string, event: unknown) {
    const isBatch = Object(event).Records !== undefined;
    const trigger = isBatch ? 'queue' : 'invoke';
    const details = { id, functionName: `stack-${functionName}`, traceId: `trace ${id}`, at };
    tell({ type: 'invocation started', ...details, trigger, event: JSON.stringify(event) });
    return {
      call: (action: string, request: object | string, given: Given = {}) =>
        call(action, request, { caller: functionName, ...given }, `trace ${id}`),
      end(answer: unknown, log: object[] = [], failed = false) {
        const text = log.map((line) => `${JSON.stringify(line)}\n`).join('');
        const ended = { id, functionName: `stack-${functionName}`, failed, at };
        tell({
          type: 'invocation ended',
          ...ended,
          payload: JSON.stringify(answer),
          log: `START RequestId: ${id}\n${text}`,
        });
      },
    };
  }

  /** Makes a call. @param messages that it sends: their queue and id, and the body. */
  function call(
    action: string,
    request: object | string,
    { caller = 'test', resource = 'T', attempt = 1, status = 200, response = {} }: Given = {},
    traceId?: string,
    messages: { queue: string; id: string; body: string }[] = [],
  ): string {
    const id = `call ${at}`;
    const text = typeof request === 'string' ? request : JSON.stringify(request);
    tell({
      type: 'call started',
      id,
      caller,
      traceId,
      action,
      resource: `stack-${resource}-embedded`,
      attempt,
      request: text,
      at,
    });
    for (const message of messages) send(message.queue, message.id, message.body, id);
    tell({ type: 'call ended', id, status, response: JSON.stringify(response), at });
    return id;
  }

  const send = (queue: string, id: string, body: string, callId?: string) =>
    tell({ type: 'message sent', queue: `stack-${queue}-embedded`, id, body, callId, at });
  const remove = (type: 'message deleted' | 'message dead', queue: string, id: string, replacedBy?: string) =>
    tell({ type, queue: `stack-${queue}-embedded`, id, body: '', replacedBy, at });

  return { start, call, send, remove };
}

/** The event of a function that reads a queue. */
export const batchOf = (...messages: [id: string, body: unknown, receives?: number][]) => ({
  Records: messages.map(([messageId, body, receives = 1]) => ({
    messageId,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    eventSource: 'aws:sqs',
    attributes: { ApproximateReceiveCount: String(receives) },
  })),
});

export const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});
