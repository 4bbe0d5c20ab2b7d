import { describe, expect, test } from '@jest/globals';
import { DAY_MS, MESSAGE_LIFE_MS, SHORTEST_RETENTION_DAYS } from '../../tools/simulation/settings.ts';
import { compiled, type Loose, PACKAGED, shortName } from '../support/compiled-template.ts';

describe.each(PACKAGED)('OrdersTable on %s', (packaged) => {
  const { resources, service, ofType } = compiled(packaged);
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

  test('loses orders some time after their ExpiresAt', () => {
    expect(resources.OrdersTable?.Properties.TimeToLiveSpecification).toEqual({
      AttributeName: 'ExpiresAt',
      Enabled: true,
    });
  });

  test('keeps orders for ever by default, and the functions that finish them are told so', () => {
    const told = ofType('AWS::Lambda::Function').flatMap(([, { FunctionName, Environment }]) => {
      const { ORDER_RETENTION_DAYS } = Environment.Variables;
      return ORDER_RETENTION_DAYS === undefined ? [] : [`${shortName(FunctionName)} ${ORDER_RETENTION_DAYS}`];
    });

    expect(told.sort()).toEqual(['consumer 0', 'ingest 0']);
  });

  // When a message is redriven, its life begins anew; a message that SQS moved to a dead-letter queue has its old age there.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
  test('keeps a finished order for longer than a message lives in a dead-letter queue and, redriven, in its queue', () => {
    const queues: [string, Loose][] = ofType('AWS::SQS::Queue');
    const days = (isDeadLetterQueue: boolean) =>
      queues
        .filter(([id]) => id.endsWith('DLQ') === isDeadLetterQueue)
        .map(([, { MessageRetentionPeriod }]) => MessageRetentionPeriod / 86_400);

    const longestLife = Math.max(...days(true)) + Math.max(...days(false));

    expect(longestLife).toBe(MESSAGE_LIFE_MS / DAY_MS);
    expect(longestLife).toBeLessThan(SHORTEST_RETENTION_DAYS);
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
