import { describe, expect, test } from '@jest/globals';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const { ofType, resources } = compiled('prod-kms');
const key = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };
const statements: Loose[] = resources.EncryptionKey?.Properties.KeyPolicy.Statement;
const functions = ofType('AWS::Lambda::Function');

describe('with ENCRYPTION=kms, a key of the account encrypts', () => {
  test.each(ofType('AWS::DynamoDB::Table'))('%s', (_logicalId, { SSESpecification }) => {
    expect(SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key });
  });

  test.each(ofType('AWS::Logs::LogGroup'))('%s', (_logicalId, { KmsKeyId }) => {
    expect(KmsKeyId).toEqual(key);
  });

  test.each(functions)('the settings of %s, which may use the key before it is made', (logicalId, lambda) => {
    const { Roles } = resources.EncryptionKeyUse?.Properties ?? {};

    expect(lambda.KmsKeyArn).toEqual(key);
    expect(Roles.map(target)).toContain(target(lambda.Role));
    expect(resources[logicalId]?.DependsOn).toContain('EncryptionKeyUse');
  });
});

test('functions use the key only through other services', () => {
  const { Roles, PolicyDocument } = resources.EncryptionKeyUse?.Properties ?? {};

  expect(Roles).toHaveLength(functions.length);
  expect(PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow',
      Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']),
      Resource: key,
      Condition: { StringEquals: { 'kms:ViaService': expect.any(Array) } },
    },
  ]);
});

test.each(['sns.amazonaws.com', 'cloudwatch.amazonaws.com'])('%s may use the key to send', (service) => {
  const allowed = statements.filter(({ Principal }) => Principal.Service === service);

  expect(allowed).toMatchObject([
    { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Condition: expect.any(Object) },
  ]);
});

test("CloudWatch Logs may use the key for the functions' log groups, and not pass it on", () => {
  expect(statements.find(({ Sid }) => Sid === 'UsedByTheLogs')).toEqual({
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
