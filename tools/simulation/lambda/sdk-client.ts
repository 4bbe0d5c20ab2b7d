import { ServiceError } from '../models/model-error.ts';
import { MAX_ATTEMPTS, REQUEST_TIME_OUT_MS } from '../settings.ts';
import type { World } from '../world.ts';
import { type Applied, type CallKind, failureOf, kindOf, lossOf, outcomeOf, updatedIn } from './calls.ts';
import type { Invocation } from './invocation.ts';
import { describe, outcomeInWords } from './words.ts';

/** Applies a command at once. */
export type Service = (command: unknown, by: Invocation) => object;
export type Client = { send(command: unknown): Promise<object> };

type Request = {
  command: unknown;
  kind: CallKind;
  name: string;
  resolve(output: object): void;
  reject(error: Error): void;
  /** Whether an attempt that failed may have been applied. */
  isUnheard: boolean;
};

/** A call that already failed once fails again more often, so that some fail to the last attempt. */
const AGAIN = 0.45;
/** Milliseconds. */
const PAUSE = 50;
const PAUSE_THROTTLED = 500;
const LATENCY = [3, 60] as const;
const HANGING = [2_000, 60_000] as const;

/**
 * A client as the SDK makes it: it tries a call up to three times by itself, and tells in `$metadata.attempts` at
 * which attempt it failed. On the way, faults strike.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function createClient(world: World, invocation: Invocation, service: Service): Client {
  const { timeline, faults, timing, draws, trace } = world;
  let calls = 0;

  return {
    send(command) {
      const name = `${invocation.name}, call ${++calls}`;
      return new Promise((resolve, reject) =>
        attempt(1, { command, kind: kindOf(command), name, resolve, reject, isUnheard: false }),
      );
    },
  };

  function attempt(number: number, request: Request): void {
    if (!invocation.running) return;
    const place = `${request.name}, attempt ${number}`;
    if (faults.strikes('crash before a call', place)) {
      invocation.crash(`crashes before it ${describe(request.command)}`);
    } else if (faults.strikes('call is applied after its client gave up', place)) {
      timeline.after(draws.between(`hanging ${place}`, ...HANGING), () => apply(request));
      request.isUnheard = true;
      trouble(`${describe(request.command)}; that hangs, and its client gives up waiting`);
      timeOut(number, request);
    } else {
      const latency = timing.between(`way of ${place}`, ...LATENCY);
      timeline.after(latency, () => arrive(number, request, place, latency));
    }
  }

  function arrive(number: number, request: Request, place: string, latency: number): void {
    const { kind, command } = request;
    const again = number === 1 ? 0 : AGAIN;
    if (faults.strikes('call is throttled', place)) {
      trouble(`${describe(command)}; it is throttled`);
      const error = new ServiceError('ThrottlingException', 'Rate exceeded');
      timeline.after(latency, () => fail(number, request, error));
    } else if (faults.strikes(failureOf(kind), place, again)) {
      trouble(`${describe(command)}; that fails and is not applied`);
      const error = new ServiceError('InternalServerError', 'Something went wrong');
      timeline.after(latency, () => fail(number, request, error));
    } else {
      applyAndAnswer(number, request, place, latency);
    }
  }

  function applyAndAnswer(number: number, request: Request, place: string, latency: number): void {
    const again = number === 1 ? 0 : AGAIN;
    const applied = apply(request);
    if (faults.strikes('crash after a call', place)) {
      invocation.crash('crashes before it hears of it');
    } else if (faults.strikes(lossOf(request.kind, applied), `answer to ${place}`, again)) {
      request.isUnheard = true;
      trouble('that answer gets lost');
      timeOut(number, request);
    } else {
      timeline.after(latency, () => answer(number, request, applied));
    }
  }

  function apply({ command }: Request): Applied {
    const applied = outcomeOf(() => service(command, invocation));
    if (trace.on) {
      const words = outcomeInWords(command, applied);
      if (words !== '') trace.say(invocation.name, `${describe(command)}${words}`);
    }
    return applied;
  }

  function answer(number: number, { resolve, reject }: Request, applied: Applied): void {
    if (!invocation.running) return;
    timeline.goesOn();
    if ('output' in applied) {
      resolve(applied.output);
    } else {
      applied.refusal.$metadata.attempts = number;
      reject(applied.refusal);
    }
  }

  function timeOut(number: number, request: Request): void {
    const error = new ServiceError('TimeoutError', 'No answer in time');
    timeline.after(REQUEST_TIME_OUT_MS, () => fail(number, request, error));
  }

  function fail(number: number, request: Request, error: ServiceError): void {
    if (!invocation.running) return;
    if (number < MAX_ATTEMPTS) {
      const longest = (error.name === 'ThrottlingException' ? PAUSE_THROTTLED : PAUSE) * 2 ** (number - 1);
      const pause = timing.between(`pause after ${request.name}, attempt ${number}`, 0, longest);
      timeline.after(pause, () => attempt(number + 1, request));
    } else {
      const updated = updatedIn(request.command);
      if (request.isUnheard && updated !== undefined) invocation.unheard.add(updated);
      error.$metadata.attempts = number;
      timeline.goesOn();
      request.reject(error);
    }
  }

  function trouble(words: string): void {
    invocation.troubled = true;
    trace.say(invocation.name, words);
  }
}
