import type { Service } from './gateway.ts';
import type { StackResource } from './provision.ts';

type Stack = { name: string; id: string; outputs: Record<string, string>; resources: StackResource[] };

/**
 * What clients ask CloudFormation about the one stack there is: its outputs and its resources.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html
 */
export function createCloudFormation(stack: Stack): Service {
  return async ({ body }) => {
    const request = new URLSearchParams(body.toString());
    const action = request.get('Action') ?? 'null';
    const name = request.get('StackName');
    const answer = Object.hasOwn(answers, action) ? answers[action] : undefined;
    if (answer === undefined) {
      return failure(
        'NotImplemented',
        'The embedded stack is not deployed: it makes its resources from the compiled template when it starts, and ' +
          `answers ${Object.keys(answers).join(' and ')} only, not ${action}. ` +
          'To deploy, point AWS_ENDPOINT_URL at LocalStack or MiniStack.',
      );
    }
    if (name !== null && name !== stack.name && name !== stack.id) {
      return failure('ValidationError', `Stack with id ${name} does not exist. This is ${stack.name}.`);
    }
    return xml(
      200,
      `<${action}Response><${action}Result>${answer(stack)}</${action}Result></${action}Response>`,
    );
  };
}

const answers: Record<string, (stack: Stack) => string> = {
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

function failure(code: string, message: string) {
  const error = fields({ Type: 'Sender', Code: code, Message: message });
  return xml(400, `<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
}

function xml(status: number, body: string) {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function list(name: string, members: Record<string, string>[]): string {
  return `<${name}>${members.map((member) => `<member>${fields(member)}</member>`).join('')}</${name}>`;
}

function fields(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, text]) => `<${name}>${escaped(text)}</${name}>`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
