import { describeCall } from './call-log.ts';
import { refusal, type Service } from './gateway.ts';
import { BadInputError } from './pages.ts';

export type Faults = {
  /** The same service, but for the calls that are to fail. */
  failing(name: string, service: Service): Service;
  /**
   * Makes the next calls of an action fail, as if AWS had an inner fault: the client tries such a call again.
   *
   * @param fault such as `{ "action": "sns:Publish", "calls": 3 }`.
   * @throws BadInputError
   */
  failNext(fault: unknown): void;
};

/** Faults made on purpose, to see that nothing gets lost. */
export function createFaults(): Faults {
  const left = new Map<string, number>();

  return {
    failing: (name, service) => async (request) => {
      const { action } = describeCall(name, request);
      const calls = left.get(action) ?? 0;
      if (calls === 0) return service(request);
      left.set(action, calls - 1);
      return refusal(500, 'InternalFailure', 'Failed on purpose.');
    },
    failNext(fault) {
      const { action, calls } = read(fault);
      left.set(action, calls);
    },
  };
}

function read(fault: unknown): { action: string; calls: number } {
  const { action, calls } = Object(fault);
  const problems = [];
  if (typeof action !== 'string' || !/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
    problems.push(`action must be named as IAM names it, such as sns:Publish, not ${JSON.stringify(action)}`);
  }
  if (!Number.isSafeInteger(calls) || calls < 0) {
    problems.push(`calls must be a whole number from 0 on, not ${JSON.stringify(calls)}`);
  }
  if (problems.length > 0) throw new BadInputError(`${problems.join('; ')}.`);
  return { action, calls };
}
