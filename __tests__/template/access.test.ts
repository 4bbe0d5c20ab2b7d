import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import { compiled, type Loose, target } from '../support/compiled-template.ts';

const DEPLOYED = ['dev', 'prod', 'prod-kms'] as const;

describe.each(DEPLOYED)('on %s', (stage) => {
  const { ofType, resources } = compiled(stage);

  test.each([...ofType('AWS::SQS::Queue'), ...ofType('AWS::SNS::Topic')])(
    '%s takes nothing that does not come by TLS',
    (id) => {
      const denied = statementsOn(id).filter(({ Effect }) => Effect === 'Deny');

      expect(denied).toMatchObject([
        {
          Principal: '*',
          Action: resources[id]?.Type === 'AWS::SQS::Queue' ? 'sqs:*' : 'sns:Publish',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ]);
      expect(target(denied[0].Resource)).toBe(id);
    },
  );

  test.each(['OrderTopic', 'HighValueOrderTopic'])('only this account publishes to %s', (id) => {
    const allowed = statementsOn(id).filter(({ Effect }) => Effect === 'Allow');

    expect(allowed).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
        Action: 'sns:Publish',
        Resource: { Ref: id },
      },
    ]);
  });

  test('the bucket for the bundles is private, and reached by TLS only', () => {
    const [, bucket] = ofType('AWS::S3::Bucket')[0] ?? [];
    const [, policy] = ofType('AWS::S3::BucketPolicy')[0] ?? [];

    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(policy.PolicyDocument.Statement).toMatchObject([
      {
        Effect: 'Deny',
        Action: 's3:*',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ]);
  });

  test('nothing is allowed by a wildcard but what X-Ray and a key policy cannot name', () => {
    const wild = everyStatement()
      .filter(({ Effect }) => Effect === 'Allow')
      .filter(({ Action, Resource, Principal }) =>
        JSON.stringify([Action, Resource, Principal]).includes('*'),
      );

    for (const { Action, Resource } of wild) {
      const actions = [Action].flat();
      expect(Resource).toBe('*');
      expect(actions.filter((action) => /\*/.test(action))).toEqual([]);
      expect(actions.every((action) => /^(xray|kms):/.test(action))).toBe(true);
    }
  });

  function statementsOn(id: string): Loose[] {
    return [
      ...ofType('AWS::SQS::QueuePolicy').filter(([, { Queues }]) => Queues.map(target).includes(id)),
      ...ofType('AWS::SNS::TopicPolicy').filter(([, { Topics }]) => Topics.map(target).includes(id)),
    ].flatMap(([, { PolicyDocument }]) => PolicyDocument.Statement);
  }

  function everyStatement(): Loose[] {
    return Object.values(resources).flatMap(({ Properties = {} }) => [
      ...(Properties.Policies ?? []).flatMap(({ PolicyDocument }: Loose) => PolicyDocument.Statement),
      ...(Properties.PolicyDocument?.Statement ?? []),
      ...(Properties.KeyPolicy?.Statement ?? []),
    ]);
  }
});

describe.each(STAGES)('on stage %s', (stage) => {
  const { resources } = compiled(stage);

  const kept = stage.endsWith('prod');

  test(`the orders ${kept ? 'outlast' : 'go with'} the service`, () => {
    expect(resources.OrdersTable).toMatchObject({
      DeletionPolicy: kept ? 'Retain' : 'Delete',
      UpdateReplacePolicy: kept ? 'Retain' : 'Delete',
      Properties: {
        DeletionProtectionEnabled: kept,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: kept },
      },
    });
  });
});

test.each([
  ['dev', []],
  ['prod', ['OrdersTable']],
  ['prod-kms', ['EncryptionKey', 'OrdersTable']],
] as const)('on %s, of all resources only %j outlast the service', (packaged, kept) => {
  const { resources } = compiled(packaged);

  const retained = Object.entries(resources).filter(
    ([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete',
  );

  expect(retained.map(([id]) => id).sort()).toEqual(kept);
});
