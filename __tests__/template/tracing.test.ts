import { describe, expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import { compiled } from '../support/compiled-template.ts';

const TOPICS = ['OrderTopic', 'HighValueOrderTopic'];

describe.each(STAGES)('on stage %s', (stage) => {
  const { resources } = compiled(stage);

  test.each(TOPICS)('%s takes part in the traces of what is published to it', (topic) => {
    expect(resources[topic]?.Properties.TracingConfig).toBe('Active');
  });
});

test.each(['dev', 'prod'] as const)(
  'on stage %s SNS may report these topics to X-Ray, and no others',
  (stage) => {
    const policies = compiled(stage).ofType('AWS::XRay::ResourcePolicy');

    const [[, { PolicyName, PolicyDocument }] = ['', {}]] = policies;

    expect(policies).toHaveLength(1);
    expect(PolicyName).toBe(`high-value-orders-${stage}-topics`);
    expect(JSON.parse(PolicyDocument['Fn::Sub']).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
        Resource: '*',
        Condition: {
          StringEquals: {
            'aws:SourceAccount': '${AWS::AccountId}',
            'aws:SourceArn': TOPICS.map((topic) => `\${${topic}}`),
          },
        },
      },
    ]);
  },
);

test('stage local, where there is no X-Ray, has no policy for it', () => {
  expect(compiled('local').ofType('AWS::XRay::ResourcePolicy')).toEqual([]);
});
