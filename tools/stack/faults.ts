import { describeCall } from './call-log.ts';
import { refusal, type Service } from './gateway.ts';

export type Faults = {
  /** The same service, but for the calls that are to fail. */
  failing(name: string, service: Service): Service;
  /**
   * Makes the next calls of an action fail, as if AWS had an inner fault: the client tries such a call again.
   *
   * @throws RangeError where `calls` is no whole number from 0 on.
   */
  failNext(action: string, calls: number): void;
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
    failNext(action, calls) {
      if (!Number.isSafeInteger(calls) || calls < 0) {
        throw new RangeError('calls must be a whole number from 0 on.');
      }
      left.set(action, calls);
    },
  };
}
