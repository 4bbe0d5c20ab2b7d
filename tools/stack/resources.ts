import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type EventSource, pollQueue } from './event-source.ts';
import type { LambdaFunctions } from './lambda.ts';
import { startSchedule } from './schedule.ts';
import type { Made, Properties } from './template.ts';

/** Where resources are made: the gateway, through ordinary SDK clients, and the functions behind it. */
export type Surroundings = {
  endpoint: string;
  region: string;
  accountId: string;
  /** A physical name for a logical id, as CloudFormation would make one. */
  nameOf(logicalId: string): string;
  dynamoDB: DynamoDBClient;
  sns: SNSClient;
  sqs: SQSClient;
  /** A client that signs as that function, as its poller does on AWS. */
  sqsAs(functionName: string): SQSClient;
  functions: LambdaFunctions;
  /** What feeds the functions, to be stopped in the end. */
  eventSources: EventSource[];
  /** Whether functions run on their schedules. */
  schedules: boolean;
};

type Maker = (logicalId: string, properties: Properties, surroundings: Surroundings) => Promise<Made>;

/** How each type of resource is made. To support another one, add it here. */
export const makers: Record<string, Maker> = {
  async 'AWS::DynamoDB::Table'(logicalId, properties, { region, accountId, nameOf, dynamoDB }) {
    const TableName = nameOf(logicalId);
    const { AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } =
      properties as Partial<CreateTableCommandInput>;
    await dynamoDB.send(
      new CreateTableCommand({
        TableName,
        AttributeDefinitions,
        KeySchema,
        BillingMode,
        GlobalSecondaryIndexes,
      }),
    );
    return {
      ref: TableName,
      attributes: { Arn: `arn:aws:dynamodb:${region}:${accountId}:table/${TableName}` },
    };
  },

  async 'AWS::SNS::Topic'(logicalId, _properties, { nameOf, sns }) {
    const Name = nameOf(logicalId);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name }));
    return { ref: TopicArn, attributes: { TopicArn, TopicName: Name } };
  },

  async 'AWS::SNS::Subscription'(_logicalId, properties, { sns }) {
    const { TopicArn, Protocol, Endpoint, ...settings } = properties as Record<string, string>;
    const subscription = await sns.send(
      new SubscribeCommand({ TopicArn, Protocol, Endpoint, Attributes: asAttributes(settings) }),
    );
    return { ref: subscription.SubscriptionArn ?? '', attributes: {} };
  },

  async 'AWS::SQS::Queue'(logicalId, properties, { endpoint, region, accountId, nameOf, sqs }) {
    const QueueName = nameOf(logicalId);
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes: asAttributes(properties) }));
    return {
      // An address that resolves on every machine, unlike the emulator's subdomains of localhost.
      ref: `${endpoint}/${accountId}/${QueueName}`,
      attributes: { QueueName, Arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}` },
    };
  },

  async 'AWS::Lambda::Function'(_logicalId, properties, { functions }) {
    const { name, arn } = functions.create(properties);
    return { ref: name, attributes: { Arn: arn } };
  },

  async 'AWS::Lambda::EventSourceMapping'(logicalId, properties, surroundings) {
    surroundings.eventSources.push(await pollQueue({ ...surroundings, properties }));
    return { ref: logicalId, attributes: {} };
  },

  async 'AWS::Events::Rule'(logicalId, properties, { functions, region, schedules, eventSources }) {
    if (schedules) eventSources.push(startSchedule({ properties, functions, region }));
    return { ref: logicalId, attributes: { Arn: `arn:aws:events:${region}:rule/${logicalId}` } };
  },
};

/** Types that a laptop does without, and why. */
export const leftOut: Record<string, string> = {
  'AWS::IAM::Role': 'nothing here asks for permissions',
  'AWS::Lambda::EventInvokeConfig': 'nothing here invokes a function again by itself',
  'AWS::Lambda::Permission': 'nothing here asks for permissions',
  'AWS::Logs::LogGroup': 'each function has one anyway',
  'AWS::S3::Bucket': 'the bundles are on this disk',
  'AWS::S3::BucketPolicy': 'nothing here asks for permissions',
  'AWS::SNS::TopicPolicy': 'nothing here asks for permissions',
  'AWS::SQS::QueuePolicy': 'nothing here asks for permissions',
};

/** SQS and SNS take attributes as text, and objects as JSON. */
function asAttributes(properties: Properties): Record<string, string> {
  const entries = Object.entries(properties).filter(([name]) => name !== 'Tags');
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
