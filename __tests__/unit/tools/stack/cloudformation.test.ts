import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from '@jest/globals';
import { createCloudFormation } from '../../../../tools/stack/cloudformation.ts';
import { callTo } from '../../../support/api-requests.ts';

const STACK = {
  name: 'example-local',
  id: 'arn:aws:cloudformation:us-east-1:000000000000:stack/example-local/embedded',
  outputs: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:topic', TableName: 'table' },
  resources: [
    { logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: 'table' },
    { logicalId: 'Queue', type: 'AWS::SQS::Queue', physicalId: 'http://127.0.0.1:1/0/q?a=1&b=2' },
  ],
};

/** An SDK client of an API with that one stack. */
function clientOf(stack: typeof STACK) {
  const handle = createCloudFormation(stack);
  return new CloudFormationClient({
    region: 'us-east-1',
    endpoint: 'http://cloudformation.test',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      async handle({ body: sent }: { body: string }) {
        const request = callTo.form(Object.fromEntries(new URLSearchParams(sent)));
        const { status, headers, body } = await handle(request);
        return { response: { statusCode: status, headers, body: Buffer.from(body) } };
      },
    },
  });
}

describe.each([
  ['by its name', { StackName: STACK.name }],
  ['by its id', { StackName: STACK.id }],
])('the stack %s', (_, input) => {
  test('is described', async () => {
    const { Stacks } = await clientOf(STACK).send(new DescribeStacksCommand(input));

    expect(Stacks).toMatchObject([
      {
        StackName: STACK.name,
        StackId: STACK.id,
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [
          { OutputKey: 'TopicArn', OutputValue: STACK.outputs.TopicArn },
          { OutputKey: 'TableName', OutputValue: 'table' },
        ],
      },
    ]);
  });

  test('has its resources listed', async () => {
    const { StackResourceSummaries, NextToken } = await clientOf(STACK).send(
      new ListStackResourcesCommand(input),
    );

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
});

test.each(['<a href="b">c & d</a> &amp; <<>>', "it's", 'Größe 📦'])(
  'an output of the only stack arrives as it is: %s',
  async (TopicArn) => {
    const client = clientOf({ ...STACK, outputs: { ...STACK.outputs, TopicArn } });

    const { Stacks } = await client.send(new DescribeStacksCommand({}));

    expect(Stacks?.[0]?.Outputs?.[0]).toEqual({ OutputKey: 'TopicArn', OutputValue: TopicArn });
  },
);

test.each([
  ['DescribeStacks', DescribeStacksCommand],
  ['ListStackResources', ListStackResourcesCommand],
])('%s of another stack is a ValidationError', async (_, Command) => {
  const asking = clientOf(STACK).send(new Command({ StackName: 'example-<dev>' }) as DescribeStacksCommand);

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
