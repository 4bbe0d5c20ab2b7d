import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  GetTopicAttributesCommand,
  ListTopicsCommand,
  SetTopicAttributesCommand,
  SNSClient,
} from '@aws-sdk/client-sns';

type Statement = { Sid?: string; Action: string | string[]; Resource: string; Condition?: object };
type Access = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** Where AWS asks for the permission for one message, and MiniStack for one of its own when a call is for many. */
const ONE_FOR_MANY = ['sns:Publish', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:SendMessage'];

/** Makes the roles and topics of a stack on MiniStack allow what they allow on AWS, no less and no more. */
export async function allowAsOnAWS(endpoint: string, stackName: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const access = { endpoint, region: 'us-east-1', credentials };
  await Promise.all([allowBatches(access, stackName), closeTopics(access, stackName)]);
}

/** Gives each role the permission for many where it has the one for one. AWS has no such action. */
async function allowBatches(access: Access, stackName: string): Promise<void> {
  const iam = new IAMClient(access);
  const { Roles = [] } = await iam.send(new ListRolesCommand());
  for (const { RoleName } of Roles.filter((role) => role.RoleName?.startsWith(stackName))) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const document = JSON.parse(decodeURIComponent(PolicyDocument));
      for (const statement of document.Statement as Statement[]) {
        const actions = [statement.Action].flat();
        const batches = actions.filter((action) => ONE_FOR_MANY.includes(action)).map((one) => `${one}Batch`);
        statement.Action = [...actions, ...batches];
      }
      const changed = JSON.stringify(document);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: changed }));
    }
  }
}

/**
 * A topic without a policy of its own has a default one. On AWS its condition keeps out whoever has no permission;
 * MiniStack leaves the condition out of what CloudFormation makes, and so lets everybody publish.
 */
async function closeTopics(access: Access, stackName: string): Promise<void> {
  const sns = new SNSClient(access);
  const { Topics = [] } = await sns.send(new ListTopicsCommand());
  for (const { TopicArn = '' } of Topics.filter((topic) => topic.TopicArn?.includes(`:${stackName}-`))) {
    const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
    const document = JSON.parse(Attributes?.Policy ?? '{"Statement":[]}');
    for (const statement of document.Statement as Statement[]) {
      if (statement.Sid !== '__default_statement_ID') continue;
      statement.Condition = { StringEquals: { 'AWS:SourceOwner': TopicArn.split(':')[4] } };
    }
    const AttributeValue = JSON.stringify(document);
    await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }));
  }
}
