import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { orderIdsOf, readFixtures } from '../../../tools/dev/fixtures.ts';
import { settled } from '../../support/orders-in-table.ts';
import { serverlessInvoke } from '../../support/serverless-invoke.ts';

test.each(readFixtures(join(__dirname, '../../../fixtures')))(
  'serverless invoke -f $functionName --path fixtures/$name',
  async (fixture) => {
    const { functionName, name, expected } = fixture;

    const { answer, exitCode } = await serverlessInvoke(functionName, `fixtures/${name}`);

    if (expected.error === undefined) {
      expect(answer).toEqual(repeatable(expected.answer));
      expect(exitCode).toBe(0);
      // A later fixture repeats an earlier one, and is answered by what became of that.
      await Promise.all(orderIdsOf(fixture).map(settled));
    } else {
      expect(answer).toMatchObject({ errorMessage: expected.error.errorMessage });
      expect(exitCode).toBe(1);
    }
  },
);

/** On a stage that has seen the fixtures before, what was stored then is a duplicate now. */
function repeatable(answer: Record<string, unknown>): Record<string, unknown> {
  if (answer.Outcome !== 'stored') return answer;
  return {
    ...answer,
    Outcome: expect.stringMatching(/^(stored|duplicate)$/),
    Notification: expect.stringMatching(/^(published|already-notified|not-needed)$/),
  };
}
