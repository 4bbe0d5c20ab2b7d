import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { MAX_ATTEMPTS } from '../../../src/aws/clients.ts';
import { ServiceError } from '../models/errors.ts';
import { REQUEST_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import {
  type Client,
  describeCall,
  describeOutcome,
  type Endpoint,
  faultsOf,
  type Outcome,
  outcomeOf,
} from './calls.ts';
import type { Invocation } from './invocation.ts';

/** Retries fail with at least this probability, so that some calls fail in every attempt. */
const RETRY_FAILURE = 0.45;
/** The errors that are retried, with the longest backoff before the first retry. */
const BACKOFF_MS: Readonly<Record<string, number | undefined>> = {
  TimeoutError: 50,
  InternalServerError: 50,
  ThrottlingException: 500,
};
const LATENCY_MS = [3, 60] as const;
const LATE_MS = [2_000, 60_000] as const;

/**
 * A client that retries as the SDK does, and sets `$metadata.attempts` in its errors. Faults are injected into each
 * attempt.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function createClient(simulation: Simulation, invocation: Invocation, endpoint: Endpoint): Client {
  const { timeline, faults, random, trace } = simulation;
  const timeOut = (what: string) => fault('TimeoutError', 'No response in time', what);
  let calls = 0;

  return { send: (command) => call(command, `${invocation.name}, call ${++calls}`) };

  async function call(command: unknown, name: string): Promise<object> {
    let maybeApplied = false;
    for (let attempt = 1; ; attempt++) {
      const minProbability = attempt === 1 ? 0 : RETRY_FAILURE;
      const outcome = await tryOnce(command, `${name}, attempt ${attempt}`, minProbability);
      if ('output' in outcome) return outcome.output;
      const { error } = outcome;
      const backoff = BACKOFF_MS[error.name];
      maybeApplied ||= error.name === 'TimeoutError';
      if (backoff === undefined || attempt === MAX_ATTEMPTS) {
        if (backoff !== undefined && maybeApplied && command instanceof UpdateCommand) {
          invocation.maybeUpdated.add(String(command.input.Key?.OrderId));
        }
        error.$metadata.attempts = attempt;
        throw error;
      }
      const longest = backoff * 2 ** (attempt - 1);
      await later(random.between(`backoff of ${name}, attempt ${attempt}`, 0, longest), () => {});
    }
  }

  async function tryOnce(command: unknown, point: string, minProbability: number): Promise<Outcome> {
    if (invocation.isRunning && faults.inject('crash before a call', point)) {
      invocation.crash(`crashes before it ${describeCall(command)}`);
    }
    if (!invocation.isRunning) return new Promise(() => {});
    if (faults.inject('call is applied after the client timed out', point)) {
      timeline.after(random.between(`lateness of ${point}`, ...LATE_MS), () => apply(command));
      const outcome = timeOut(`${describeCall(command)}: the client times out, the call is still on its way`);
      return later(REQUEST_TIMEOUT_MS, () => outcome);
    }
    const latency = random.between(`latency of ${point}`, ...LATENCY_MS);
    const outcome = await later(latency, () => arrive(command, point, minProbability));
    const isTimeout = 'error' in outcome && outcome.error.name === 'TimeoutError';
    return later(isTimeout ? REQUEST_TIMEOUT_MS : latency, () => outcome);
  }

  function arrive(command: unknown, point: string, minProbability: number): Outcome {
    const { failure, loss } = faultsOf(command);
    if (faults.inject('call is throttled', point)) {
      return fault('ThrottlingException', 'Rate exceeded', `${describeCall(command)}: throttled`);
    }
    if (faults.inject(failure, point, minProbability)) {
      return fault(
        'InternalServerError',
        'Something went wrong',
        `${describeCall(command)}: fails, not applied`,
      );
    }
    const outcome = apply(command);
    if (faults.inject('crash after a call', point)) {
      invocation.crash('crashes before the response arrives');
    } else if (faults.inject(loss(outcome), `response to ${point}`, minProbability)) {
      return timeOut('the response is lost');
    }
    return outcome;
  }

  /** An error that AWS would answer is an outcome; any other breaks the simulation. */
  function apply(command: unknown): Outcome {
    const outcome = outcomeOf(() => endpoint(command, invocation));
    const description = trace && describeOutcome(command, outcome);
    if (description !== undefined) trace?.(invocation.name, `${describeCall(command)}: ${description}`);
    return outcome;
  }

  function fault(errorName: string, message: string, what: string): Outcome {
    invocation.hadFault = true;
    trace?.(invocation.name, what);
    return { error: new ServiceError(errorName, message) };
  }

  /** Waits, and then gives the result of an action. An invocation that has ended by then waits forever. */
  function later<T>(ms: number, action: () => T): Promise<T> {
    return new Promise((resolve) => {
      timeline.after(ms, () => {
        const result = action();
        if (!invocation.isRunning) return;
        timeline.resumesCode();
        resolve(result);
      });
    });
  }
}
