import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { provision } from '../../../../tools/stack/provisioning.ts';
import type { Template } from '../../../../tools/stack/template.ts';

/** Provisions a template, and records the functions that it creates. */
async function provisioned(template: Template) {
  const created: Record<string, unknown>[] = [];
  const updated: Record<string, unknown>[] = [];
  const context = {
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    accountId: '000000000000',
    nameOf: (logicalId: string) => logicalId,
    dynamoDB: new DynamoDBClient(),
    sns: new SNSClient(),
    sqs: new SQSClient(),
    sqsAs: () => new SQSClient(),
    functions: {
      create(properties: Record<string, unknown>) {
        created.push(properties);
        return { name: String(properties.FunctionName), arn: `arn:${properties.FunctionName}` };
      },
      update: (properties: Record<string, unknown>) => updated.push(properties),
      reload() {},
      get: () => {
        throw new Error('There is no function.');
      },
      find: () => undefined,
      isRunning: () => false,
      workers: () => 0,
      stop: async () => {},
    },
    logGroups: new Map(),
    triggers: new Map(),
    schedules: false,
    debugging: false,
  };
  return {
    ...(await provision(template, { name: 'example', id: 'arn:example' }, context)),
    logGroups: context.logGroups,
    created,
    updated,
  };
}

const lambda = (FunctionName: unknown, others: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName, ...others },
});

test('creates what it supports, and names the other resources', async () => {
  const { unsupported, outputs, resources } = await provisioned({
    Resources: {
      Stream: { Type: 'AWS::Kinesis::Stream' },
      Role: { Type: 'AWS::IAM::Role' },
      Function: lambda('created'),
    },
    Outputs: { Name: { Value: { Ref: 'Function' } } },
  });

  expect(unsupported).toEqual(['Stream (AWS::Kinesis::Stream)']);
  expect(outputs).toEqual({ Name: 'created' });
  expect(resources).toEqual([
    { logicalId: 'Role', type: 'AWS::IAM::Role', physicalId: 'Role' },
    { logicalId: 'Function', type: 'AWS::Lambda::Function', physicalId: 'created' },
  ]);
});

test('a function has a log group, with the retention of the template if it has one', async () => {
  const logGroup = (name: string, RetentionInDays?: number) => ({
    Type: 'AWS::Logs::LogGroup',
    Properties: { LogGroupName: `/aws/lambda/${name}`, RetentionInDays },
  });
  const template = {
    Resources: { One: lambda('one'), Two: lambda('two'), OneLogs: logGroup('one', 14) },
    Outputs: { Name: { Value: { Ref: 'OneLogs' } }, Arn: { Value: { 'Fn::GetAtt': ['OneLogs', 'Arn'] } } },
  };

  const { logGroups, outputs, update } = await provisioned(template);
  const retentions = () =>
    [...logGroups].map(([name, { retentionInDays }]) => [name, retentionInDays]).sort();
  const before = retentions();
  const { applied } = await update({ Resources: { ...template.Resources, OneLogs: logGroup('one', 30) } });

  expect(before).toEqual([
    ['/aws/lambda/one', 14],
    ['/aws/lambda/two', undefined],
  ]);
  expect(outputs).toEqual({
    Name: '/aws/lambda/one',
    Arn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/one:*',
  });
  expect(applied).toEqual(['OneLogs']);
  expect(retentions()[0]).toEqual(['/aws/lambda/one', 30]);
});

test('creates a resource once, before those that refer to it', async () => {
  const Environment = { First: { Ref: 'First' }, Arn: { 'Fn::GetAtt': ['First', 'Arn'] } };

  const { created } = await provisioned({
    Resources: { Second: lambda('second', { Environment }), First: lambda('first') },
  });

  expect(created).toEqual([
    { FunctionName: 'first' },
    { FunctionName: 'second', Environment: { First: 'first', Arn: 'arn:first' } },
  ]);
});

test('names a resource that is missing', async () => {
  const provisioning = provisioned({ Resources: { One: lambda({ Ref: 'Gone' }) } });

  await expect(provisioning).rejects.toThrow('refers to Gone, but does not define it');
});

test('skips resources and outputs whose condition does not hold', async () => {
  const { created, outputs, resources } = await provisioned({
    Parameters: { Encryption: { Type: 'String', Default: 'managed' } },
    Conditions: {
      CustomerKey: { 'Fn::Equals': [{ Ref: 'Encryption' }, 'kms'] },
      ManagedKey: { 'Fn::Equals': [{ Ref: 'Encryption' }, 'managed'] },
    },
    Resources: {
      With: { ...lambda('with'), Condition: 'CustomerKey' },
      Without: { ...lambda('without'), Condition: 'ManagedKey' },
    },
    Outputs: {
      With: { Value: { Ref: 'With' }, Condition: 'CustomerKey' },
      Without: { Value: { Ref: 'Without' }, Condition: 'ManagedKey' },
    },
  });

  expect(created).toEqual([{ FunctionName: 'without' }]);
  expect(outputs).toEqual({ Without: 'without' });
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Without']);
});

test('an update applies changed functions, and names the other changed resources and what refers to new ones', async () => {
  const queue = (VisibilityTimeout: number) => ({
    Type: 'AWS::SQS::Queue',
    Properties: { VisibilityTimeout },
  });
  const role = (Path: string) => ({ Type: 'AWS::IAM::Role', Properties: { Path } });
  const topicArn = { Environment: { Topic: { Ref: 'Second' } } };
  const before = {
    Role: role('/a/'),
    First: lambda('first', { Timeout: 1 }),
    Second: lambda('second'),
    Third: lambda('third'),
  };
  const { update, updated } = await provisioned({ Resources: before });

  const after = {
    Role: role('/b/'),
    First: lambda('first', topicArn),
    Second: lambda('second', { Code: 'new' }),
    Third: lambda('third', { Environment: { Queue: { Ref: 'Queue' }, Fourth: { Ref: 'Fourth' } } }),
    Fourth: lambda('fourth'),
    Queue: queue(1),
  };
  const result = await update({ Resources: after });

  expect(result).toEqual({ applied: ['First'], needRestart: ['Third', 'Fourth', 'Queue'] });
  expect(updated).toEqual([{ FunctionName: 'first', Environment: { Topic: 'second' } }]);
  expect(await update({ Resources: after })).toEqual({
    applied: [],
    needRestart: ['Third', 'Fourth', 'Queue'],
  });
});
