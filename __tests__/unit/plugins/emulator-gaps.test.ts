import { describe, expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const EmulatorGaps = require('../../../plugins/emulator-gaps.js');

describe.each(['local', 'local-prod'])('on stage %s', (stage) => {
  test('a request for the repository of images is answered with "there is none", without the emulator', async () => {
    const { request, sent } = onStage(stage);

    // osls expects this in lib/plugins/aws/lib/check-if-ecr-repository-exists.js.
    await expect(request('ECR', 'describeRepositories')).rejects.toMatchObject({
      providerError: { code: 'RepositoryNotFoundException' },
    });
    expect(sent).toEqual([]);
  });

  test('a stack policy is not sent', async () => {
    const { request, sent } = onStage(stage);

    await expect(request('CloudFormation', 'setStackPolicy', { StackPolicyBody: '{}' })).resolves.toEqual({});
    expect(sent).toEqual([]);
  });
});

test.each([
  ['local', ['S3', 'listObjectVersions', { Bucket: 'bundles' }]],
  ['dev', ['ECR', 'describeRepositories']],
  ['dev', ['CloudFormation', 'setStackPolicy']],
])('on stage %s, other requests are sent: %j', async (stage, given) => {
  const { request, sent } = onStage(stage);

  await expect(request(...given)).resolves.toBe('an answer');
  expect(sent).toEqual([given]);
});

test.each([
  ['local-prod', 'high-value-orders-local-prod-OrderTopic'],
  ['prod', undefined],
])('on stage %s the name of a topic is %s', (stage, name) => {
  const topic = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'Orders' } };
  const queue = { Type: 'AWS::SQS::Queue', Properties: {} };
  const { plugin } = onStage(stage, { OrderTopic: topic, OrderQueue: queue });

  plugin.hooks['after:aws:package:finalize:mergeCustomProviderResources']();

  expect(topic.Properties).toEqual({ DisplayName: 'Orders', ...(name && { TopicName: name }) });
  expect(queue.Properties).toEqual({});
});

/** Requests of Serverless through the plugin, and those that were sent. */
function onStage(stage: string, Resources = {}) {
  const sent: unknown[][] = [];
  const provider = {
    naming: { getStackName: () => `high-value-orders-${stage}` },
    request: async (...request: unknown[]): Promise<unknown> => {
      sent.push(request);
      return 'an answer';
    },
  };
  const plugin = new EmulatorGaps({
    service: {
      provider: { stage, compiledCloudFormationTemplate: { Resources } },
      custom: { localstack: { stages: ['local', 'local-prod'] } },
    },
    getProvider: () => provider,
  });
  plugin.hooks.initialize();
  return { plugin, request: (...request: unknown[]) => provider.request(...request), sent };
}
