import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { accessTo } from '../../service/service-client.ts';

type Statement = { Action: string | string[] };

/** Actions that AWS requires for batch calls too; MiniStack requires an action of the batch's own name. */
const SINGLE_ACTIONS = ['sns:Publish', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:SendMessage'];

/** Allows each role of a stack the batch actions of the single actions it is allowed. AWS has no such actions. */
export async function allowBatchActions(endpoint: string, stackName: string): Promise<void> {
  const iam = new IAMClient(accessTo(endpoint));

  const { Roles = [] } = await iam.send(new ListRolesCommand());
  for (const { RoleName } of Roles.filter((role) => role.RoleName?.startsWith(stackName))) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      const document = JSON.parse(decodeURIComponent(PolicyDocument));
      for (const statement of document.Statement as Statement[]) {
        const actions = [statement.Action].flat();
        const batches = actions
          .filter((action) => SINGLE_ACTIONS.includes(action))
          .map((action) => `${action}Batch`);
        statement.Action = [...actions, ...batches];
      }
      const changed = JSON.stringify(document);
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: changed }));
    }
  }
}
