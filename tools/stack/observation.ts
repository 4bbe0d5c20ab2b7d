import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { ApiRequest, ApiResponse } from './api.ts';
import type { ApiCall } from './call-log.ts';

/** Why a function runs: Invoke, messages of a queue, or a schedule. */
export type InvocationTrigger = 'invoke' | 'queue' | 'schedule';

/**
 * What happens in a stack. `at` is milliseconds since 1970, with fractions; bodies are texts as they were sent. Names of
 * resources are physical names.
 */
export type StackEvent =
  | {
      type: 'call started';
      id: string;
      caller: string;
      /** Of the invocation that makes the call. */
      traceId?: string | undefined;
      action: string;
      resource: string;
      /** Of the SDK, from 1. */
      attempt: number;
      request: string;
      at: number;
    }
  | { type: 'call ended'; id: string; status: number; response: string; at: number }
  | {
      type: 'invocation started';
      /** The request id. */
      id: string;
      functionName: string;
      traceId: string;
      trigger: InvocationTrigger;
      event: string;
      at: number;
    }
  | {
      type: 'invocation ended';
      id: string;
      functionName: string;
      payload: string;
      failed: boolean;
      log: string;
      at: number;
    }
  | {
      /** `message dead`: its receives are used up. It is then sent to the dead-letter queue, with the same id. */
      type: 'message sent' | 'message deleted' | 'message dead';
      queue: string;
      id: string;
      body: string;
      /** The call that did it. */
      callId?: string | undefined;
      /** The id of the new message, if it was redriven. */
      replacedBy?: string | undefined;
      at: number;
    };

/** Is given every event as it happens, and must neither throw nor take long. */
export type Observe = (event: StackEvent) => void;

/** The current time, with fractions. */
export const timestamp = () => performance.timeOrigin + performance.now();

/** What fauxqs tells about a message. */
type SpyMessage = { service: string; queueName?: string; messageId?: string; body?: string; status: string };

const MESSAGE_EVENTS = {
  published: 'message sent',
  consumed: 'message deleted',
  dlq: 'message dead',
} as const;

export type CallObservation = ReturnType<typeof createCallObservation>;

/** Observes calls, and connects each with the messages that it sends, moves or deletes. */
export function createCallObservation(observe: Observe) {
  const currentCall = new AsyncLocalStorage<string>();

  return {
    /** @param answer makes the call. */
    async call(
      { caller, action, resource }: ApiCall,
      { headers, body }: ApiRequest,
      answer: () => Promise<ApiResponse>,
    ): Promise<ApiResponse> {
      const id = randomUUID();
      const [, attempt = '1'] = /attempt=(\d+)/.exec(headers['amz-sdk-request'] ?? '') ?? [];
      const parts = { traceId: headers['x-amzn-trace-id'], attempt: Number(attempt), request: String(body) };
      observe({ type: 'call started', id, caller, action, resource, ...parts, at: timestamp() });
      try {
        const response = await currentCall.run(id, answer);
        const { status } = response;
        observe({ type: 'call ended', id, status, response: String(response.body), at: timestamp() });
        return response;
      } catch (error) {
        observe({ type: 'call ended', id, status: 500, response: String(error), at: timestamp() });
        throw error;
      }
    },

    /** Has the interface of fauxqs' MessageSpy. */
    addMessage({ queueName: queue, messageId: id, body, status }: SpyMessage): void {
      const type = MESSAGE_EVENTS[status as keyof typeof MESSAGE_EVENTS];
      if (queue === undefined || id === undefined || body === undefined || type === undefined) return;
      observe({ type, queue, id, body, callId: currentCall.getStore(), at: timestamp() });
    },
  };
}
