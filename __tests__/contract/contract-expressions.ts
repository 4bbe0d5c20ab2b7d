import { expect, test } from '@jest/globals';
import type { Subject } from './contract-subject.ts';
import { anItem, failureOf, IF_ABSENT, TIME, writesTo } from './contract-writes.ts';

/** What a table refuses to understand. */
export function describeExpressions(subject: () => Subject): void {
  const { put, itemOf } = writesTo(subject);

  test.each([
    ['a value that is not defined', { ConditionExpression: 'Amount = :amount' }],
    ['a value that is not used', { ...IF_ABSENT, ExpressionAttributeValues: { ':amount': 250 } }],
    [
      'a reserved word for a name',
      { ConditionExpression: 'Timestamp = :time', ExpressionAttributeValues: { ':time': TIME } },
    ],
  ])('an expression with %s is refused', async (_, condition) => {
    const item = anItem();

    expect(await failureOf(put(item, condition))).toHaveProperty('name', 'ValidationException');
    expect(await itemOf(item)).toBeUndefined();
  });
}
