import { describe, expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const EmulatorGaps = require('../../../plugins/emulator-gaps.js');

describe.each(['local', 'local-prod'])('on stage %s', (stage) => {
  test('there is no repository of images to remove, and nobody is asked', async () => {
    const { request, asked } = onStage(stage);

    // What osls takes for "there is none", in lib/plugins/aws/lib/check-if-ecr-repository-exists.js.
    await expect(request('ECR', 'describeRepositories')).rejects.toMatchObject({
      providerError: { code: 'RepositoryNotFoundException' },
    });

    expect(asked).toEqual([]);
  });

  test('a stack policy is not sent', async () => {
    const { request, asked } = onStage(stage);

    await expect(request('CloudFormation', 'setStackPolicy', { StackPolicyBody: '{}' })).resolves.toEqual({});

    expect(asked).toEqual([]);
  });

  test('everything else is asked of the emulator', async () => {
    const { request, asked } = onStage(stage);

    await expect(request('S3', 'listObjectVersions', { Bucket: 'bundles' })).resolves.toBe('an answer');

    expect(asked).toEqual([['S3', 'listObjectVersions', { Bucket: 'bundles' }]]);
  });
});

test.each([
  ['ECR', 'describeRepositories'],
  ['CloudFormation', 'setStackPolicy'],
])('on stage dev, %s %s is asked of AWS', async (service, method) => {
  const { request, asked } = onStage('dev');

  await expect(request(service, method)).resolves.toBe('an answer');

  expect(asked).toEqual([[service, method]]);
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

/** What Serverless requests with the plugin in between, and what of that gets through. */
function onStage(stage: string, Resources = {}) {
  const asked: unknown[][] = [];
  const provider = {
    naming: { getStackName: () => `high-value-orders-${stage}` },
    request: async (...request: unknown[]): Promise<unknown> => {
      asked.push(request);
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
  return { plugin, request: (...request: unknown[]) => provider.request(...request), asked };
}
