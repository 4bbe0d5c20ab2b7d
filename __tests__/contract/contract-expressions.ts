import { expect, test } from '@jest/globals';
import type { Subject } from './contract-subject.ts';
import { anItem, failureOf, TIME, writesTo } from './contract-writes.ts';

/** What a table refuses to understand. */
export function describeExpressions(subject: () => Subject): void {
  const { put, itemOf } = writesTo(subject);

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
  // The name of the error: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  test('an expression with a reserved word for a name is refused', async () => {
    const item = anItem();
    const condition = {
      ConditionExpression: 'Timestamp = :time',
      ExpressionAttributeValues: { ':time': TIME },
    };

    expect(await failureOf(put(item, condition))).toHaveProperty('name', 'ValidationException');
    expect(await itemOf(item)).toBeUndefined();
  });
}
