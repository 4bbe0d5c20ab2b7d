import { MAX_ATTEMPTS } from '../../../src/aws/clients.ts';
import { ServiceError } from '../models/errors.ts';
import { REQUEST_TIMEOUT_MS } from '../settings.ts';
import type { Simulation } from '../simulation.ts';
import {
  type Client,
  describeCall,
  describeOutcome,
  type Endpoint,
  failureOf,
  lostResponseOf,
  type Operation,
  type Outcome,
  operationOf,
  outcomeOf,
  updatedId,
} from './calls.ts';
import type { Invocation } from './invocation.ts';

type Call = {
  command: unknown;
  operation: Operation;
  name: string;
  resolve(output: object): void;
  reject(error: Error): void;
  /** Whether an attempt that failed may have been applied. */
  maybeApplied: boolean;
};

/** Retries fail with at least this probability, so that some calls fail in every attempt. */
const RETRY_FAILURE = 0.45;
const BACKOFF_MS = 50;
const THROTTLING_BACKOFF_MS = 500;
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
  let calls = 0;

  return {
    send(command) {
      const name = `${invocation.name}, call ${++calls}`;
      const operation = operationOf(command);
      return new Promise((resolve, reject) =>
        start(1, { command, operation, name, resolve, reject, maybeApplied: false }),
      );
    },
  };

  function start(attempt: number, call: Call): void {
    if (!invocation.isRunning) return;
    const point = `${call.name}, attempt ${attempt}`;
    if (faults.inject('crash before a call', point)) {
      invocation.crash(`crashes before it ${describeCall(call.command)}`);
    } else if (faults.inject('call is applied after the client timed out', point)) {
      timeline.after(random.between(`lateness of ${point}`, ...LATE_MS), () => apply(call));
      reportFault(`${describeCall(call.command)}: the client times out, the call is still on its way`);
      timeOut(attempt, call);
    } else {
      const latency = random.between(`latency of ${point}`, ...LATENCY_MS);
      timeline.after(latency, () => arrive(attempt, call, point, latency));
    }
  }

  function arrive(attempt: number, call: Call, point: string, latency: number): void {
    const { operation, command } = call;
    const minProbability = attempt === 1 ? 0 : RETRY_FAILURE;
    if (faults.inject('call is throttled', point)) {
      reportFault(`${describeCall(command)}: throttled`);
      const error = new ServiceError('ThrottlingException', 'Rate exceeded');
      timeline.after(latency, () => fail(attempt, call, error));
    } else if (faults.inject(failureOf(operation), point, minProbability)) {
      reportFault(`${describeCall(command)}: fails, not applied`);
      const error = new ServiceError('InternalServerError', 'Something went wrong');
      timeline.after(latency, () => fail(attempt, call, error));
    } else {
      const outcome = apply(call);
      if (faults.inject('crash after a call', point)) {
        invocation.crash('crashes before the response arrives');
      } else if (faults.inject(lostResponseOf(operation, outcome), `response to ${point}`, minProbability)) {
        reportFault('the response is lost');
        timeOut(attempt, call);
      } else {
        timeline.after(latency, () => respond(attempt, call, outcome));
      }
    }
  }

  function apply({ command }: Call): Outcome {
    const outcome = outcomeOf(() => endpoint(command, invocation));
    const description = trace && describeOutcome(command, outcome);
    if (description !== undefined) trace?.(invocation.name, `${describeCall(command)}: ${description}`);
    return outcome;
  }

  function respond(attempt: number, { resolve, reject }: Call, outcome: Outcome): void {
    if (!invocation.isRunning) return;
    timeline.resumesCode();
    if ('output' in outcome) {
      resolve(outcome.output);
    } else {
      outcome.refusal.$metadata.attempts = attempt;
      reject(outcome.refusal);
    }
  }

  function timeOut(attempt: number, call: Call): void {
    call.maybeApplied = true;
    const error = new ServiceError('TimeoutError', 'No response in time');
    timeline.after(REQUEST_TIMEOUT_MS, () => fail(attempt, call, error));
  }

  function fail(attempt: number, call: Call, error: ServiceError): void {
    if (!invocation.isRunning) return;
    if (attempt < MAX_ATTEMPTS) {
      const backoff = error.name === 'ThrottlingException' ? THROTTLING_BACKOFF_MS : BACKOFF_MS;
      const longest = backoff * 2 ** (attempt - 1);
      const delay = random.between(`backoff of ${call.name}, attempt ${attempt}`, 0, longest);
      timeline.after(delay, () => start(attempt + 1, call));
    } else {
      const id = updatedId(call.command);
      if (call.maybeApplied && id !== undefined) invocation.maybeUpdated.add(id);
      error.$metadata.attempts = attempt;
      timeline.resumesCode();
      call.reject(error);
    }
  }

  function reportFault(what: string): void {
    invocation.hadFault = true;
    trace?.(invocation.name, what);
  }
}
