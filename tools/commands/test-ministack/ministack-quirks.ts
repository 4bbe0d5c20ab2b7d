import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { accessTo } from '../../service/test-run.ts';

type Statement = { Action: string | string[] };

/** Where AWS asks for the permission for one message, and MiniStack for one of its own when a call is for many. */
const ONE_FOR_MANY = ['sns:Publish', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:SendMessage'];

/** Gives each role of a stack the permission for many where it has the one for one. AWS has no such action. */
export async function allowBatches(endpoint: string, stackName: string): Promise<void> {
  const iam = new IAMClient(accessTo(endpoint));

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
