import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, type PutCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item, Subject } from './contract-subject.ts';

export const TIME = '2025-05-03T12:00:00.000Z';
export const IF_ABSENT = {
  ConditionExpression: 'attribute_not_exists(OrderId)',
  ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
} as const;

/** The writes that orders-table.ts sends, to the table of the subject. */
export function writesTo(subject: () => Subject) {
  return {
    put: (item: Item, condition: Partial<PutCommandInput> = {}) =>
      subject().table.send(new PutCommand({ TableName: subject().table.name, Item: item, ...condition })),

    update: ({ OrderId }: Item) =>
      subject().table.send(
        new UpdateCommand({
          TableName: subject().table.name,
          Key: { OrderId },
          UpdateExpression: 'SET NotificationStatus = :notified, NotifiedAt = :now',
          ConditionExpression: 'begins_with(NotificationStatus, :pending) AND #Timestamp = :timestamp',
          ExpressionAttributeNames: { '#Timestamp': 'Timestamp' },
          ExpressionAttributeValues: {
            ...{ ':notified': 'NOTIFIED#2025-05-03', ':now': 'now' },
            ...{ ':pending': 'PENDING#', ':timestamp': TIME },
          },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),

    itemOf: ({ OrderId }: Item) => subject().table.item(String(OrderId)),
  };
}

export function anItem(): Item {
  return { OrderId: randomUUID(), Amount: 250.5, Timestamp: TIME, NotificationStatus: 'PENDING#3' };
}

/** What a call fails with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const [outcome] = await Promise.allSettled([call]);
  if (outcome?.status === 'fulfilled') throw new Error('The call succeeded');
  return outcome?.reason;
}

/** The item that a failed condition shows. */
export function shownBy(failure: unknown): Item | undefined {
  const shown = failure instanceof ConditionalCheckFailedException ? failure.Item : undefined;
  return shown && unmarshall(shown);
}
