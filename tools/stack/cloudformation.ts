import type { Service } from './gateway.ts';

/** CloudFormation's DescribeStacks for the one stack there is, so that clients find its outputs as they do on AWS. */
export function createCloudFormation(stack: {
  name: string;
  id: string;
  outputs: Record<string, string>;
}): Service {
  return async ({ body }) => {
    const request = new URLSearchParams(body.toString());
    const action = request.get('Action');
    const name = request.get('StackName');
    if (action !== 'DescribeStacks') {
      return failure(
        'NotImplemented',
        `The embedded stack is not deployed: it makes its resources from the compiled template when it starts, and ` +
          `knows DescribeStacks only, not ${action}. To deploy, point AWS_ENDPOINT_URL at LocalStack or MiniStack.`,
      );
    }
    if (name !== null && name !== stack.name && name !== stack.id) {
      return failure('ValidationError', `Stack with id ${name} does not exist. This is ${stack.name}.`);
    }
    const outputs = Object.entries(stack.outputs).map(
      ([key, value]) => `<member>${element('OutputKey', key)}${element('OutputValue', value)}</member>`,
    );
    return xml(
      200,
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member>${element('StackName', stack.name)}` +
        `${element('StackId', stack.id)}${element('StackStatus', 'CREATE_COMPLETE')}` +
        `<Outputs>${outputs.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  };
}

function failure(code: string, message: string) {
  const error = element('Type', 'Sender') + element('Code', code) + element('Message', message);
  return xml(400, `<ErrorResponse><Error>${error}</Error></ErrorResponse>`);
}

function xml(status: number, body: string) {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

function element(name: string, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<${name}>${escaped}</${name}>`;
}
