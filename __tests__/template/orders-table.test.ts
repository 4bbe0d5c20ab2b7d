import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import { compiled } from '../support/compiled-template.ts';

describe.each(STAGES)('OrdersTable on stage %s', (stage) => {
  const [[, table] = []] = compiled(stage).ofType('AWS::DynamoDB::Table');

  test('is keyed by OrderId and billed by request', () => {
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'OrderId', KeyType: 'HASH' }],
    });
  });

  test('has one index, from the notification status to the time of the order, with all attributes', () => {
    expect(table.GlobalSecondaryIndexes).toEqual([
      {
        IndexName: 'NotificationIndex',
        KeySchema: [
          { AttributeName: 'NotificationStatus', KeyType: 'HASH' },
          { AttributeName: 'Timestamp', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ]);
  });
});
