import { describe, expect, test } from '@jest/globals';
import { isEmulatorStage } from '../../tools/service/stages.ts';
import { compiled, type Loose, PACKAGED } from '../support/compiled-template.ts';

describe.each(PACKAGED)('on %s', (packaged) => {
  const { ofType, outputs, statementsOn } = compiled(packaged);
  const topics = ofType('AWS::SNS::Topic');
  const ofOrders = topics.filter(([logicalId]) => logicalId !== 'AlarmTopic');

  test.each(topics)('%s refuses requests without TLS, where there is TLS', (logicalId) => {
    expect(statementsOn(logicalId, 'Deny')).toEqual([
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: { Ref: logicalId },
        Condition: { Bool: { 'aws:SecureTransport': isEmulatorStage(packaged) ? 'none' : 'false' } },
      },
    ]);
  });

  test.each(topics)('only this account publishes to %s, to AlarmTopic only its alarms', (logicalId) => {
    const fromAccount = {
      Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
    };
    const fromAlarms = {
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    };

    expect(statementsOn(logicalId, 'Allow')).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: { Ref: logicalId },
        ...(logicalId === 'AlarmTopic' ? fromAlarms : fromAccount),
      },
    ]);
  });

  test.each(topics)('%s is encrypted, AlarmTopic only with a key of the account', (logicalId, topic) => {
    const ownKey = { 'Fn::GetAtt': ['EncryptionKey', 'Arn'] };
    const key = logicalId === 'AlarmTopic' ? undefined : 'alias/aws/sns';

    expect(topic.KmsMasterKeyId).toEqual(packaged === 'prod-kms' ? ownKey : key);
  });

  test.each(topics)("%s has an output with the topic's ARN", (logicalId) => {
    expect(outputs[`${logicalId}Arn`]?.Value).toEqual({ Ref: logicalId });
  });

  test.each(ofOrders)('%s takes part in the traces of its messages', (_logicalId, topic) => {
    expect(topic.TracingConfig).toBe('Active');
  });

  test('SNS may report these topics to X-Ray, where there is X-Ray, and no others', () => {
    const policies = ofType('AWS::XRay::ResourcePolicy').map(([, { PolicyName, PolicyDocument }]) => ({
      name: PolicyName,
      statements: JSON.parse(PolicyDocument['Fn::Sub']).Statement,
    }));

    const expected = {
      name: expect.stringMatching(/^high-value-orders-[\w-]+-topics$/),
      statements: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
          Resource: '*',
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '${AWS::AccountId}',
              'aws:SourceArn': ofOrders.map(([topic]) => `\${${topic}}`),
            },
          },
        },
      ],
    };
    expect(policies).toEqual(packaged === 'local' ? [] : [expected]);
  });
});

test.each([
  ['HIGH_VALUE_EMAIL', 'HighValueOrderTopic', 'HighValueEmail'],
  ['ALARM_EMAIL', 'AlarmTopic', 'AlarmEmail'],
])('the address in %s subscribes to %s, where it is set', (_setting, topic, parameter) => {
  const { resources, conditions } = compiled('prod');

  const { Condition, Properties }: Loose = resources[`${parameter}Subscription`];

  expect(Properties).toEqual({ TopicArn: { Ref: topic }, Protocol: 'email', Endpoint: { Ref: parameter } });
  expect(conditions[Condition]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] });
});
