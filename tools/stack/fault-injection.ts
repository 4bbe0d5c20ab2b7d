import { type ApiResponse, errorResponse, xmlErrorResponse } from './api.ts';
import type { ApiCall } from './call-log.ts';
import { BadInputError } from './pages.ts';

type Fault = { action: string; calls: number; error: keyof typeof ERRORS };

/** Errors of AWS that SDKs retry. */
const ERRORS = {
  internal: { status: 500, name: 'InternalFailure', message: 'Failed on purpose.' },
  throttled: { status: 400, name: 'ThrottlingException', message: 'Throttled on purpose.' },
};
const KINDS = Object.keys(ERRORS).join(' or ');

/** Faults on purpose, to test that nothing gets lost. */
export function createFaultInjection() {
  const faults = new Map<string, Fault>();
  const crashes = new Set<string>();

  return {
    /**
     * Makes the next calls of an action fail.
     *
     * @param input such as `{ "action": "sns:Publish", "calls": 3, "error": "throttled" }`.
     * @throws BadInputError
     */
    failNext(input: unknown): void {
      const fault = parse(input);
      faults.set(fault.action, fault);
    },

    /** The error that answers a call, or undefined where the call is not to fail. */
    errorFor({ action }: ApiCall): ApiResponse | undefined {
      const fault = faults.get(action);
      if (fault === undefined || fault.calls === 0) return undefined;
      fault.calls -= 1;
      const { status, name, message } = ERRORS[fault.error];
      const respond = /^(sns|cloudformation):/.test(action) ? xmlErrorResponse : errorResponse;
      return respond(status, name, message);
    },

    /** Makes a function end at its next call of an action, before the call has an effect. */
    crashNext(caller: string, action: string): void {
      crashes.add(`${caller} ${action}`);
    },

    /** Whether the function that makes a call is to end. */
    crashesCaller: ({ caller, action }: ApiCall): boolean => crashes.delete(`${caller} ${action}`),
  };
}

function parse(input: unknown): Fault {
  const { action, calls, error = 'internal' } = Object(input);
  const problems = [];
  if (typeof action !== 'string' || !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    problems.push(`action must be named as IAM names it, such as sns:Publish, not ${JSON.stringify(action)}`);
  }
  if (!Number.isSafeInteger(calls) || calls < 0) {
    problems.push(`calls must be a whole number from 0, not ${JSON.stringify(calls)}`);
  }
  if (!Object.hasOwn(ERRORS, error)) problems.push(`error must be ${KINDS}, not ${JSON.stringify(error)}`);
  if (problems.length > 0) throw new BadInputError(`${problems.join('; ')}.`);
  return { action, calls, error };
}
