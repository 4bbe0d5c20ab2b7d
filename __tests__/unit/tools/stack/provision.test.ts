import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { provision } from '../../../../tools/stack/provision.ts';
import type { Template } from '../../../../tools/stack/template.ts';

const created: string[] = [];
const surroundings = {
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  accountId: '000000000000',
  nameOf: (logicalId: string) => logicalId,
  dynamoDB: new DynamoDBClient(),
  sns: new SNSClient(),
  sqs: new SQSClient(),
  sqsAs: () => new SQSClient(),
  functions: {
    create({ FunctionName, Environment }: Record<string, unknown>) {
      created.push(JSON.stringify({ FunctionName, Environment }));
      return { name: String(FunctionName), arn: `arn:${FunctionName}` };
    },
    find: () => undefined,
    stop: async () => {},
  },
  eventSources: [],
  schedules: false,
};
const stack = { name: 'orders', id: 'arn:orders' };
const provisioned = (template: Template) => provision(template, stack, surroundings);

test('names the resources whose type it does not know, and makes the others', async () => {
  const { unknown, outputs, resources } = await provisioned({
    Resources: {
      Stream: { Type: 'AWS::Kinesis::Stream' },
      Role: { Type: 'AWS::IAM::Role' },
      Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'made' } },
    },
    Outputs: { Name: { Value: { Ref: 'Function' } } },
  });

  expect(unknown).toEqual(['Stream (AWS::Kinesis::Stream)']);
  expect(outputs).toEqual({ Name: 'made' });
  expect(resources).toEqual([
    { logicalId: 'Role', type: 'AWS::IAM::Role', physicalId: 'Role' },
    { logicalId: 'Function', type: 'AWS::Lambda::Function', physicalId: 'made' },
  ]);
});

test('makes a resource once, before whatever refers to it', async () => {
  created.length = 0;
  const Environment = { First: { Ref: 'First' }, Arn: { 'Fn::GetAtt': ['First', 'Arn'] } };

  await provisioned({
    Resources: {
      Second: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'second', Environment } },
      First: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'first' } },
    },
  });

  expect(created.map((text) => JSON.parse(text))).toEqual([
    { FunctionName: 'first' },
    { FunctionName: 'second', Environment: { First: 'first', Arn: 'arn:first' } },
  ]);
});

test('says which resource is missing', async () => {
  const provisioning = provisioned({
    Resources: { One: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { Ref: 'Gone' } } } },
  });

  await expect(provisioning).rejects.toThrow('refers to Gone, but does not define it');
});

test('leaves out the resources and outputs whose condition does not hold', async () => {
  created.length = 0;
  const ofKind = (FunctionName: string, Condition: string) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { FunctionName },
    Condition,
  });

  const { outputs, resources } = await provisioned({
    Parameters: { Encryption: { Type: 'String', Default: 'managed' } },
    Conditions: {
      CustomerKey: { 'Fn::Equals': [{ Ref: 'Encryption' }, 'kms'] },
      ManagedKey: { 'Fn::Equals': [{ Ref: 'Encryption' }, 'managed'] },
    },
    Resources: { With: ofKind('with', 'CustomerKey'), Without: ofKind('without', 'ManagedKey') },
    Outputs: {
      With: { Value: { Ref: 'With' }, Condition: 'CustomerKey' },
      Without: { Value: { Ref: 'Without' }, Condition: 'ManagedKey' },
    },
  });

  expect(created.map((text) => JSON.parse(text).FunctionName)).toEqual(['without']);
  expect(outputs).toEqual({ Without: 'without' });
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Without']);
});
