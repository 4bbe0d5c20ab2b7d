import { describe, expect, test } from '@jest/globals';
import { compiled, PACKAGED } from '../support/compiled-template.ts';

describe.each(PACKAGED)('OrdersTable on %s', (packaged) => {
  const { resources, service } = compiled(packaged);
  const isKept = packaged.includes('prod');
  const policy = isKept ? 'Retain' : 'Delete';

  test('is keyed by OrderId and billed per request, with one index by notification status and time', () => {
    expect(resources.OrdersTable?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'OrderId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'NotificationIndex',
          KeySchema: [
            { AttributeName: 'NotificationStatus', KeyType: 'HASH' },
            { AttributeName: 'Timestamp', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });

  test(`is ${isKept ? 'kept, protected and backed up' : 'deleted with the stack'}`, () => {
    expect(resources.OrdersTable).toMatchObject({
      DeletionPolicy: policy,
      UpdateReplacePolicy: policy,
      Properties: {
        DeletionProtectionEnabled: isKept,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: isKept },
      },
    });
  });

  test('is all that outlasts the stack, with the key that encrypts it', () => {
    const retained = Object.entries(resources).filter(
      ([, { DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete' }]) =>
        DeletionPolicy !== 'Delete' || UpdateReplacePolicy !== 'Delete',
    );

    const key = packaged === 'prod-kms' ? ['EncryptionKey'] : [];
    expect(retained.map(([id]) => id).sort()).toEqual(isKept ? [...key, 'OrdersTable'] : []);
  });

  test(`${isKept ? 'cannot' : 'can'} be replaced or deleted by a deployment`, () => {
    expect(service().provider.stackPolicy).toEqual([
      { Effect: 'Allow', Principal: '*', Action: ['Update:*'], Resource: '*' },
      {
        Effect: isKept ? 'Deny' : 'Allow',
        Principal: '*',
        Action: ['Update:Replace', 'Update:Delete'],
        Resource: 'LogicalResourceId/OrdersTable',
      },
    ]);
  });
});
