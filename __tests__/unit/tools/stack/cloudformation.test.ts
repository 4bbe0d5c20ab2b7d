import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { expect, test } from '@jest/globals';
import { accessTo } from '../../../../tools/service/service-client.ts';
import { createCloudFormation } from '../../../../tools/stack/cloudformation.ts';
import { callTo } from '../../../support/api-requests.ts';
import { useGateways } from '../../../support/gateways.ts';

const STACK = {
  name: 'example-local',
  id: 'arn:aws:cloudformation:us-east-1:000000000000:stack/example-local/embedded',
  outputs: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:topic', TableName: 'table' },
  resources: [
    { logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: 'table' },
    { logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: 'http://127.0.0.1:1/0/q?a=1&b=2' },
  ],
};

const startGatewayTo = useGateways();

/** An SDK client of a gateway to that one stack. */
async function clientOf(stack: typeof STACK) {
  const { endpoint } = await startGatewayTo({ cloudformation: createCloudFormation(stack) });
  return new CloudFormationClient(accessTo(endpoint));
}

test.each([
  ['name', { StackName: STACK.name }],
  ['id', { StackName: STACK.id }],
])('the stack is described, and its resources listed, by its %s', async (_, input) => {
  const client = await clientOf(STACK);

  const { Stacks } = await client.send(new DescribeStacksCommand(input));
  const { StackResourceSummaries, NextToken } = await client.send(new ListStackResourcesCommand(input));

  expect(Stacks).toMatchObject([
    {
      ...{ StackName: STACK.name, StackId: STACK.id, StackStatus: 'CREATE_COMPLETE' },
      Outputs: [
        { OutputKey: 'TopicArn', OutputValue: STACK.outputs.TopicArn },
        { OutputKey: 'TableName', OutputValue: 'table' },
      ],
    },
  ]);
  expect(NextToken).toBeUndefined();
  expect(StackResourceSummaries).toEqual(
    STACK.resources.map(({ logicalId, type, physicalId }) => ({
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: 'CREATE_COMPLETE',
    })),
  );
});

test.each(['<a href="b">c & d</a> &amp; <<>>', "it's", 'Größe 📦'])(
  'an output of the only stack arrives as it is: %s',
  async (TopicArn) => {
    const client = await clientOf({ ...STACK, outputs: { ...STACK.outputs, TopicArn } });

    const { Stacks } = await client.send(new DescribeStacksCommand({}));

    expect(Stacks?.[0]?.Outputs?.[0]).toEqual({ OutputKey: 'TopicArn', OutputValue: TopicArn });
  },
);

test.each([
  ['DescribeStacks', DescribeStacksCommand],
  ['ListStackResources', ListStackResourcesCommand],
])('%s of another stack is a ValidationError', async (_, Command) => {
  const client = await clientOf(STACK);

  const asking = client.send(new Command({ StackName: 'example-<dev>' }) as DescribeStacksCommand);

  await expect(asking).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id example-<dev> does not exist. This is example-local.',
  });
});

test.each([
  ['CreateStack', { Action: 'CreateStack', StackName: STACK.name }],
  ['DescribeStackResources', { Action: 'DescribeStackResources' }],
  ['null', {}],
])('another action is not supported: %s', async (action, fields) => {
  const { status, body } = await createCloudFormation(STACK)(callTo.form(fields));

  expect(status).toBe(400);
  expect(body).toContain('<Code>NotImplemented</Code><Message>The embedded stack cannot be deployed to: ');
  expect(body).toContain(`supports only DescribeStacks and ListStackResources, not ${action}. To deploy, `);
});

test('an attempt to deploy gets the advice that the stack was started with', async () => {
  const stack = { ...STACK, deployAdvice: 'There is nothing to deploy.' };

  const { body } = await createCloudFormation(stack)(callTo.form({ Action: 'CreateChangeSet' }));

  expect(body).toContain('<Message>There is nothing to deploy.</Message>');
});
