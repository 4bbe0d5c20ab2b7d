import { describe, expect, test } from '@jest/globals';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const key = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };

describe('with ENCRYPTION=kms, one key of the account is what', () => {
  const { ofType, resources } = compiled('prod-kms');
  const statements: Loose[] = resources.EncryptionKey?.Properties.KeyPolicy.Statement;

  test.each([
    ['AWS::DynamoDB::Table', ({ SSESpecification }: Loose) => SSESpecification.KMSMasterKeyId, 1],
    ['AWS::SQS::Queue', ({ KmsMasterKeyId }: Loose) => KmsMasterKeyId, 6],
    ['AWS::SNS::Topic', ({ KmsMasterKeyId }: Loose) => KmsMasterKeyId, 3],
    ['AWS::Logs::LogGroup', ({ KmsKeyId }: Loose) => KmsKeyId, 5],
    ['AWS::Lambda::Function', ({ KmsKeyArn }: Loose) => KmsKeyArn, 5],
  ])('each %s is encrypted under', (type, keyOf, count) => {
    const keys = ofType(type).map(([, properties]) => keyOf(properties));

    expect(keys).toEqual(Array(count).fill(key));
  });

  test('every function may use, through services, before it is made', () => {
    const [, policy] = ofType('AWS::IAM::Policy').find(([id]) => id === 'EncryptionKeyUse') ?? [];
    const functions = ofType('AWS::Lambda::Function');

    expect(policy.Roles.map(target).sort()).toEqual(functions.map(([, { Role }]) => target(Role)).sort());
    expect(policy.PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']),
        Resource: key,
        Condition: { StringEquals: { 'kms:ViaService': expect.any(Array) } },
      },
    ]);
    for (const [id] of functions) expect(resources[id]?.DependsOn).toContain('EncryptionKeyUse');
  });

  test('the topics may use to write to their queues, and the alarms to write to AlarmTopic', () => {
    const allowed = (service: string) =>
      statements.find(({ Principal }) => Principal.Service === service) as Loose;

    for (const service of ['sns.amazonaws.com', 'cloudwatch.amazonaws.com']) {
      expect(allowed(service)).toMatchObject({
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Condition: expect.any(Object),
      });
    }
  });

  test('CloudWatch Logs may use for the log groups of the functions, without handing that on', () => {
    const [logs] = statements.filter(({ Principal }) =>
      JSON.stringify(Principal.Service ?? '').includes('"logs.'),
    );

    expect(logs).toEqual({
      Sid: 'UsedByTheLogs',
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Sub': 'logs.${AWS::Region}.amazonaws.com' } },
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      Action: [
        ...['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        ...['kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
      ],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Sub': expect.stringMatching(/:log-group:\/aws\/lambda\/high-value-orders-prod-\*$/),
          },
        },
      },
    });
  });

  test('prod keeps as long as the table that it encrypts', () => {
    expect(resources.EncryptionKey).toMatchObject({
      DeletionPolicy: resources.OrdersTable?.DeletionPolicy,
      UpdateReplacePolicy: resources.OrdersTable?.UpdateReplacePolicy,
    });
  });
});

describe.each(['dev', 'prod'] as const)('by default, on stage %s', (stage) => {
  const { ofType } = compiled(stage);

  test('each queue is encrypted by SQS', () => {
    const encrypted = ofType('AWS::SQS::Queue').map(([, { SqsManagedSseEnabled }]) => SqsManagedSseEnabled);

    expect(encrypted).toEqual(Array(6).fill(true));
  });

  test("each topic that carries orders is encrypted under AWS's key for SNS", () => {
    const keys = ofType('AWS::SNS::Topic').map(([id, { KmsMasterKeyId }]) => [id, KmsMasterKeyId]);

    expect(Object.fromEntries(keys)).toEqual({
      OrderTopic: 'alias/aws/sns',
      HighValueOrderTopic: 'alias/aws/sns',
      AlarmTopic: undefined,
    });
  });
});
