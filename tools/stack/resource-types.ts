import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LogGroups } from './cloudwatch-logs.ts';
import { startEventSourceMapping } from './event-source-mapping.ts';
import type { LambdaFunctions } from './lambda-functions.ts';
import { startSchedule } from './schedule.ts';
import type { Properties, ReturnValues } from './template.ts';
import type { Trigger } from './triggers.ts';

/** What resources are created with: SDK clients of the gateway, and the functions. */
export type ProvisioningContext = {
  endpoint: string;
  region: string;
  accountId: string;
  /** The physical name of a resource without a name of its own. */
  nameOf(logicalId: string): string;
  dynamoDB: DynamoDBClient;
  sns: SNSClient;
  sqs: SQSClient;
  /** A client that signs with a function's name, as the poller of a queue uses the function's role on AWS. */
  sqsAs(functionName: string): SQSClient;
  functions: LambdaFunctions;
  logGroups: LogGroups;
  /** Every trigger that was started, by its logical id, to be stopped with the stack. */
  triggers: Map<string, Trigger>;
  /** Whether schedules are started. */
  schedules: boolean;
  /** Whether a debugger may pause functions. */
  debugging: boolean;
};

type CreateResource = (
  logicalId: string,
  properties: Properties,
  context: ProvisioningContext,
) => Promise<ReturnValues>;

/** How to create each supported type of resource. To support another type, add it here. */
export const resourceTypes: Record<string, CreateResource> = {
  /** Without backups, protection and time to live: dynalite has none of them, and no item is deleted. */
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
      // The emulator's own URLs have subdomains of localhost, which do not resolve everywhere.
      ref: `${endpoint}/${accountId}/${QueueName}`,
      attributes: { QueueName, Arn: `arn:aws:sqs:${region}:${accountId}:${QueueName}` },
    };
  },

  async 'AWS::Lambda::Function'(_logicalId, properties, { functions, logGroups }) {
    const { name, arn } = functions.create(properties);
    // On AWS, the first invocation creates the log group if the template does not.
    const logGroup = `/aws/lambda/${name}`;
    if (!logGroups.has(logGroup)) logGroups.set(logGroup, { creationTime: Date.now() });
    return { ref: name, attributes: { Arn: arn } };
  },

  async 'AWS::Logs::LogGroup'(logicalId, properties, context) {
    const name = setLogGroup(logicalId, properties, context);
    const { region, accountId } = context;
    return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` } };
  },

  async 'AWS::Lambda::EventSourceMapping'(logicalId, properties, context) {
    context.triggers.set(logicalId, await startEventSourceMapping({ ...context, properties }));
    return { ref: logicalId, attributes: {} };
  },

  async 'AWS::Events::Rule'(logicalId, properties, context) {
    if (context.schedules) context.triggers.set(logicalId, startSchedule({ ...context, properties }));
    return { ref: logicalId, attributes: { Arn: `arn:aws:events:${context.region}:rule/${logicalId}` } };
  },
};

type UpdateResource = (logicalId: string, properties: Properties, context: ProvisioningContext) => unknown;

const updateTrigger: UpdateResource = (logicalId, properties, { triggers }) =>
  triggers.get(logicalId)?.update(properties);

/** How to change a resource in place. Resources of other types change with a new stack. */
export const updatableTypes: Record<string, UpdateResource> = {
  'AWS::Lambda::Function': (_, properties, { functions }) => functions.update(properties),
  'AWS::Lambda::EventSourceMapping': updateTrigger,
  'AWS::Events::Rule': updateTrigger,
  'AWS::Logs::LogGroup': setLogGroup,
};

/** Types that make no difference here, and why. */
export const ignoredTypes: Record<string, string> = {
  'AWS::IAM::Role': 'permissions are not enforced',
  'AWS::Lambda::EventInvokeConfig': 'asynchronous invocations are not retried',
  'AWS::Lambda::Permission': 'permissions are not enforced',
  'AWS::S3::Bucket': 'the bundles are read from the package',
  'AWS::S3::BucketPolicy': 'permissions are not enforced',
  'AWS::SNS::TopicPolicy': 'permissions are not enforced',
  'AWS::SQS::QueuePolicy': 'permissions are not enforced',
};

/** @returns its name. */
function setLogGroup(
  logicalId: string,
  properties: Properties,
  { nameOf, logGroups }: ProvisioningContext,
): string {
  const { LogGroupName = nameOf(logicalId), RetentionInDays } = properties as {
    LogGroupName?: string;
    RetentionInDays?: number;
  };
  const { creationTime = Date.now() } = logGroups.get(LogGroupName) ?? {};
  logGroups.set(LogGroupName, { creationTime, retentionInDays: RetentionInDays });
  return LogGroupName;
}

/** SQS and SNS take attributes as text, objects as JSON. */
function asAttributes(properties: Properties): Record<string, string> {
  const entries = Object.entries(properties).filter(([name]) => name !== 'Tags');
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}
