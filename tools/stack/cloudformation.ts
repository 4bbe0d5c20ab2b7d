import type { ApiHandler } from './api.ts';
import type { StackResource } from './provisioning.ts';

type StackDescription = {
  name: string;
  id: string;
  outputs: Record<string, string>;
  resources: StackResource[];
  /** Answers an attempt to deploy or to remove the stack. */
  deployAdvice?: string | undefined;
};

/**
 * CloudFormation's read calls about the one stack: its outputs and its resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export function createCloudFormation(stack: StackDescription): ApiHandler {
  return async ({ body }) => {
    const form = new URLSearchParams(body.toString());
    const action = form.get('Action') ?? 'null';
    const name = form.get('StackName');
    const describe = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (describe === undefined) {
      return error(
        'NotImplemented',
        stack.deployAdvice ??
          'The embedded stack cannot be deployed to: it creates its resources from the compiled template at its start, ' +
            `and supports only ${Object.keys(actions).join(' and ')}, not ${action}. ` +
            'To deploy, point AWS_ENDPOINT_URL at LocalStack or MiniStack.',
      );
    }
    if (name !== null && name !== stack.name && name !== stack.id) {
      return error('ValidationError', `Stack with id ${name} does not exist. This is ${stack.name}.`);
    }
    return xml(
      200,
      `<${action}Response><${action}Result>${describe(stack)}</${action}Result></${action}Response>`,
    );
  };
}

const actions: Record<string, (stack: StackDescription) => string> = {
  DescribeStacks: ({ name, id, outputs }) => {
    const pairs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    const stack = fields({ StackName: name, StackId: id, StackStatus: 'CREATE_COMPLETE' });
    return `<Stacks><member>${stack}${list('Outputs', pairs)}</member></Stacks>`;
  },

  ListStackResources: ({ resources }) =>
    list(
      'StackResourceSummaries',
      resources.map(({ logicalId, type, physicalId }) => ({
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: 'CREATE_COMPLETE',
      })),
    ),
};

function error(code: string, message: string) {
  const details = fields({ Type: 'Sender', Code: code, Message: message });
  return xml(400, `<ErrorResponse><Error>${details}</Error></ErrorResponse>`);
}

function xml(status: number, body: string) {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function list(name: string, members: Record<string, string>[]): string {
  return `<${name}>${members.map((member) => `<member>${fields(member)}</member>`).join('')}</${name}>`;
}

function fields(values: Record<string, string>): string {
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return Object.entries(values)
    .map(([name, text]) => `<${name}>${escaped(text)}</${name}>`)
    .join('');
}
