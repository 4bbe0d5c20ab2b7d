import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

type Call = { operation: string; input: Record<string, unknown> };

/** A stand-in for AWS on a free port of this computer. */
export type AwsServer = { calls: Call[]; close(): Promise<void> };

/**
 * Answers the operations of `answers` with their body, never answers one whose body is null, and refuses any other.
 * The SDK's clients of this process call it from then on.
 */
export async function startAwsServer(answers: Record<string, string | null>): Promise<AwsServer> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = await readCall(request);
    calls.push(call);
    const answer = answers[call.operation];
    if (answer === undefined) response.writeHead(400).end(`Unexpected ${call.operation}`);
    else if (answer !== null) response.end(answer);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  return {
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** SNS names its operation in a form; DynamoDB in a header, over JSON. */
async function readCall(request: IncomingMessage): Promise<Call> {
  const body = await text(request);
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    return { operation: target.replace('DynamoDB_20120810.', ''), input: JSON.parse(body) };
  }
  const { Action = 'no operation', ...input } = Object.fromEntries(new URLSearchParams(body));
  return { operation: Action, input };
}
