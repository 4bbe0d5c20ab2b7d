import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { orderIdsOf, readFixtures } from '../../../tools/dev/fixtures.ts';
import { settled } from '../../support/orders-in-table.ts';
import { answerIn, runServerless } from '../../support/serverless.ts';
import { stage } from '../../support/service.ts';

test.each(readFixtures(join(__dirname, '../../../fixtures')))(
  'serverless invoke -f $functionName --path fixtures/$name',
  async (fixture) => {
    const { functionName, name, expected } = fixture;

    const { stdout, exitCode } = await runServerless([
      ...['invoke', '--stage', stage, '-f', functionName, '--path', `fixtures/${name}`],
    ]);

    const answer = answerIn(stdout);
    if (expected.error === undefined) {
      expect(answer).toEqual(repeatable(expected.answer));
      expect(exitCode).toBe(0);
      // A later fixture repeats an earlier one: its answer depends on the state of that order.
      await Promise.all(orderIdsOf(fixture).map(settled));
    } else {
      expect(answer).toMatchObject({ errorMessage: expected.error.errorMessage });
      expect(exitCode).toBe(1);
    }
  },
);

/** The stage may have stored the fixtures in an earlier run: then they are duplicates. */
function repeatable(answer: Record<string, unknown>): Record<string, unknown> {
  if (answer.Outcome !== 'stored') return answer;
  return {
    ...answer,
    Outcome: expect.stringMatching(/^(stored|duplicate)$/),
    Notification: expect.stringMatching(/^(published|already-notified|not-needed)$/),
  };
}
