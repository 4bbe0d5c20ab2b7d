import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';

type Statement = { Action: string | string[] };

/**
 * MiniStack asks for `sns:PublishBatch` where AWS asks for `sns:Publish`: gives the one to every role of the stack
 * that has the other, on the same topic. On AWS no such action exists, so it has no place in serverless.yml.
 */
export async function allowPublishBatch(endpoint: string, stackName: string): Promise<void> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const iam = new IAMClient({ endpoint, region: 'us-east-1', credentials });

  const { Roles = [] } = await iam.send(new ListRolesCommand());
  for (const { RoleName } of Roles.filter((role) => role.RoleName?.startsWith(stackName))) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const document = JSON.parse(decodeURIComponent(PolicyDocument));
      for (const statement of document.Statement as Statement[]) {
        const actions = [statement.Action].flat();
        if (actions.includes('sns:Publish')) statement.Action = [...actions, 'sns:PublishBatch'];
      }
      const changed = JSON.stringify(document);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: changed }));
    }
  }
}
