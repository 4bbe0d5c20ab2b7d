import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from '@jest/globals';
import { createCloudFormation } from '../../../../tools/stack/cloudformation.ts';
import { callTo } from '../../../support/api-requests.ts';

const STACK = {
  name: 'high-value-orders-local',
  id: 'arn:aws:cloudformation:us-east-1:000000000000:stack/high-value-orders-local/embedded',
  outputs: { OrderTopicArn: 'arn:aws:sns:us-east-1:000000000000:orders', OrdersTableName: 'orders' },
  resources: [
    { logicalId: 'OrdersTable', type: 'AWS::DynamoDB::Table', physicalId: 'orders' },
    { logicalId: 'OrderQueue', type: 'AWS::SQS::Queue', physicalId: 'http://127.0.0.1:1/0/q?a=1&b=2' },
  ],
};

const call = (fields: Record<string, string>, stack = STACK) =>
  createCloudFormation(stack)(callTo.form(fields));

/** A real client whose requests go to the one stack there is. */
function clientOf(stack: typeof STACK) {
  const service = createCloudFormation(stack);
  return new CloudFormationClient({
    region: 'us-east-1',
    endpoint: 'http://cloudformation.test',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: {
      async handle({ body: sent }: { body: string }) {
        const request = callTo.form(Object.fromEntries(new URLSearchParams(sent)));
        const { status, headers, body } = await service(request);
        return { response: { statusCode: status, headers, body: Buffer.from(body) } };
      },
    },
  });
}

describe('the stack', () => {
  test('is described as the SDK reads it', async () => {
    const { Stacks } = await clientOf(STACK).send(new DescribeStacksCommand({ StackName: STACK.name }));

    expect(Stacks).toMatchObject([
      {
        StackName: STACK.name,
        StackId: STACK.id,
        StackStatus: 'CREATE_COMPLETE',
        Outputs: [
          { OutputKey: 'OrderTopicArn', OutputValue: 'arn:aws:sns:us-east-1:000000000000:orders' },
          { OutputKey: 'OrdersTableName', OutputValue: 'orders' },
        ],
      },
    ]);
  });

  test.each([
    ['a mark that XML has a meaning for', '<a href="b">c & d</a> &amp; <<>>'],
    ['an apostrophe', "it's"],
    ['characters beyond ASCII', 'Größe 📦'],
  ])('keeps %s in an output', async (_, OutputValue) => {
    const client = clientOf({ ...STACK, outputs: { ...STACK.outputs, OrderTopicArn: OutputValue } });

    const { Stacks } = await client.send(new DescribeStacksCommand({}));

    expect(Stacks?.[0]?.Outputs?.[0]).toEqual({ OutputKey: 'OrderTopicArn', OutputValue });
  });

  test('has its outputs escaped', async () => {
    const stack = { ...STACK, outputs: { ...STACK.outputs, OrderTopicArn: '<a>&<b>&' } };

    const { body } = await call({ Action: 'DescribeStacks' }, stack);

    expect(body).toContain('<OutputValue>&lt;a&gt;&amp;&lt;b&gt;&amp;</OutputValue>');
  });

  test.each([
    ['its name', { StackName: STACK.name }],
    ['its id', { StackName: STACK.id }],
    ['no name, as the only one', {}],
  ])('is found by %s', async (_, name) => {
    const { status, headers } = await call({ Action: 'DescribeStacks', ...name });

    expect({ status, headers }).toEqual({ status: 200, headers: { 'content-type': 'text/xml' } });
  });
});

describe('the resources of the stack', () => {
  test.each([
    ['its name', STACK.name],
    ['its id', STACK.id],
  ])('are listed as the SDK reads them, by %s', async (_, StackName) => {
    const { StackResourceSummaries, NextToken } = await clientOf(STACK).send(
      new ListStackResourcesCommand({ StackName }),
    );

    expect({ StackResourceSummaries, NextToken }).toEqual({
      StackResourceSummaries: [
        {
          LogicalResourceId: 'OrdersTable',
          PhysicalResourceId: 'orders',
          ResourceType: 'AWS::DynamoDB::Table',
          ResourceStatus: 'CREATE_COMPLETE',
        },
        {
          LogicalResourceId: 'OrderQueue',
          PhysicalResourceId: 'http://127.0.0.1:1/0/q?a=1&b=2',
          ResourceType: 'AWS::SQS::Queue',
          ResourceStatus: 'CREATE_COMPLETE',
        },
      ],
      NextToken: undefined,
    });
  });
});

describe('another stack', () => {
  const StackName = 'high-value-orders-<dev>';

  test('is not there', async () => {
    const { status, body } = await call({ Action: 'DescribeStacks', StackName });

    const Message =
      'Stack with id high-value-orders-&lt;dev&gt; does not exist. This is high-value-orders-local.';
    expect({ status, body }).toEqual({
      status: 400,
      body:
        '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
        `<Message>${Message}</Message></Error></ErrorResponse>`,
    });
  });

  test.each([
    ['its description', () => clientOf(STACK).send(new DescribeStacksCommand({ StackName }))],
    ['its resources', () => clientOf(STACK).send(new ListStackResourcesCommand({ StackName }))],
  ])('is an error that the SDK reads, asked for %s', async (_, ask) => {
    const asking = ask();

    await expect(asking).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id high-value-orders-<dev> does not exist. This is high-value-orders-local.',
    });
  });
});

describe('another action', () => {
  test.each([
    ['CreateStack', { Action: 'CreateStack', StackName: STACK.name }],
    ['DescribeStackResources', { Action: 'DescribeStackResources' }],
    ['null', {}],
  ])('is not known, and is named: %s', async (action, fields) => {
    const { status, body } = await call(fields);

    const named = `<Code>NotImplemented</Code><Message>The embedded stack is not deployed: it makes its resources \
from the compiled template when it starts, and answers DescribeStacks and ListStackResources only, not ${action}. \
To deploy, point AWS_ENDPOINT_URL at LocalStack or MiniStack.</Message>`;
    expect({ status, body }).toEqual({ status: 400, body: expect.stringContaining(named) });
  });
});
