import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Subject } from './contract-subject.ts';
import { anItem, failureOf, IF_ABSENT, shownBy, writesTo } from './contract-writes.ts';

/** What a table does with the writes that orders-table.ts sends. */
export function describeTable(subject: () => Subject): void {
  const { put, update, itemOf } = writesTo(subject);

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
  // The item that a failure shows: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
  describe('a put on condition that there is no item', () => {
    test('stores the item where there is none', async () => {
      const item = anItem();

      await put(item, IF_ABSENT);

      expect(await itemOf(item)).toEqual(item);
    });

    test('fails where there is one, shows it, and leaves it as it is', async () => {
      const item = anItem();
      await put(item);

      const failure = await failureOf(put({ ...item, Amount: 251 }, IF_ABSENT));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(shownBy(failure)).toEqual(item);
      expect(await itemOf(item)).toEqual(item);
    });

    test('does not show the item where nobody asked for it', async () => {
      const item = anItem();
      await put(item);

      const failure = await failureOf(put(item, { ConditionExpression: IF_ABSENT.ConditionExpression }));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(shownBy(failure)).toBeUndefined();
    });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
  test('a put without a condition takes the place of the item', async () => {
    const item = anItem();
    await put(item);

    await put({ OrderId: item.OrderId, UserId: 'U1' });

    expect(await itemOf(item)).toEqual({ OrderId: item.OrderId, UserId: 'U1' });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
  // The item that a failure shows: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
  describe('an update on condition', () => {
    test('that holds sets its attributes and leaves the others', async () => {
      const item = anItem();
      await put(item);

      await update(item);

      const notified = { NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: 'now' };
      expect(await itemOf(item)).toEqual({ ...item, ...notified });
    });

    test.each([
      ['another Timestamp', { Timestamp: '2025-05-03T12:00:00.001Z' }],
      ['a status that begins otherwise', { NotificationStatus: 'NOTIFIED#2025-05-03' }],
    ])('fails on an item with %s, shows it, and leaves it as it is', async (_, difference) => {
      const item = { ...anItem(), ...difference };
      await put(item);

      const failure = await failureOf(update(item));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(shownBy(failure)).toEqual(item);
      expect(await itemOf(item)).toEqual(item);
    });

    test('fails on an item that has no status to begin with', async () => {
      const { NotificationStatus, ...item } = anItem();
      await put(item);

      expect(shownBy(await failureOf(update(item)))).toEqual(item);
    });

    test('fails where there is no item, and makes none', async () => {
      const item = anItem();

      const failure = await failureOf(update(item));

      expect(failure).toBeInstanceOf(ConditionalCheckFailedException);
      expect(shownBy(failure)).toBeUndefined();
      expect(await itemOf(item)).toBeUndefined();
    });
  });

  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
  test('an update without a condition makes the item where there is none', async () => {
    const { OrderId } = anItem();
    const set = { UpdateExpression: 'SET NotifiedAt = :now', ExpressionAttributeValues: { ':now': 'now' } };

    await subject().table.send(
      new UpdateCommand({ TableName: subject().table.name, Key: { OrderId }, ...set }),
    );

    expect(await itemOf({ OrderId })).toEqual({ OrderId, NotifiedAt: 'now' });
  });
}
