import { type ApiResponse, errorResponse, xmlErrorResponse } from './api.ts';
import type { ApiCall } from './call-log.ts';
import { BadInputError } from './pages.ts';

/** Faults on purpose, to test that nothing gets lost: calls that fail as if AWS had an internal error, which SDKs retry. */
export function createFaultInjection() {
  const remaining = new Map<string, number>();
  const crashes = new Set<string>();

  return {
    /**
     * Makes the next calls of an action fail.
     *
     * @param fault such as `{ "action": "sns:Publish", "calls": 3 }`.
     * @throws BadInputError
     */
    failNext(fault: unknown): void {
      const { action, calls } = parse(fault);
      remaining.set(action, calls);
    },

    /** The error that answers a call, or undefined where the call is not to fail. */
    errorFor({ action }: ApiCall): ApiResponse | undefined {
      const calls = remaining.get(action) ?? 0;
      if (calls === 0) return undefined;
      remaining.set(action, calls - 1);
      const respond = /^(sns|cloudformation):/.test(action) ? xmlErrorResponse : errorResponse;
      return respond(500, 'InternalFailure', 'Failed on purpose.');
    },

    /** Makes a function end at its next call of an action, before the call has an effect. */
    crashNext(caller: string, action: string): void {
      crashes.add(`${caller} ${action}`);
    },

    /** Whether the function that makes a call is to end. */
    crashesCaller: ({ caller, action }: ApiCall): boolean => crashes.delete(`${caller} ${action}`),
  };
}

function parse(fault: unknown): { action: string; calls: number } {
  const { action, calls } = Object(fault);
  const problems = [];
  if (typeof action !== 'string' || !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    problems.push(`action must be named as IAM names it, such as sns:Publish, not ${JSON.stringify(action)}`);
  }
  if (!Number.isSafeInteger(calls) || calls < 0) {
    problems.push(`calls must be a whole number from 0, not ${JSON.stringify(calls)}`);
  }
  if (problems.length > 0) throw new BadInputError(`${problems.join('; ')}.`);
  return { action, calls };
}
