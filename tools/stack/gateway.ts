import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { answerPage, type Pages } from './pages.ts';

/** One call of an AWS API, whole: what the SDK sent, and who signed it. */
export type ApiRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  /** The access key in the signature: in the embedded stack, a function's name, or the caller's own. */
  accessKeyId: string;
};
export type ApiResponse = { status: number; headers: Record<string, string>; body: string | Buffer };

/** One emulated AWS service. */
export type Service = (request: ApiRequest) => Promise<ApiResponse>;

export type Gateway = { endpoint: string; stop(): Promise<void> };

const SIGNATURE = /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

/** Names of this machine for itself, with any port: a tunnel may have one of its own. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * All services on one port of this machine, told apart by the service name in each request's signature.
 *
 * A request to any other host than the machine itself is refused: a web page can give its own name this machine's address
 * (DNS rebinding), and its browser then takes the gateway for a part of that page.
 *
 * @param port 0 takes any free one.
 * @throws PortTakenError
 */
export async function startGateway(
  port: number,
  services: Record<string, Service>,
  pages: Pages,
): Promise<Gateway> {
  // A request without a Host comes through, to be refused in the same words.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    const send = ({ status, headers, body }: ApiResponse) => response.writeHead(status, headers).end(body);
    const answered = LOOPBACK.test(request.headers.host ?? '')
      ? answer(request, services, pages)
      : Promise.resolve(foreignHost(request.headers.host, endpoint));
    answered.then(send).catch((error: unknown) => send(refusal(500, 'InternalFailure', String(error))));
  });
  await listen(server, port);
  const { port: boundPort } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${boundPort}`;

  return {
    endpoint,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The port that was asked for is in use. */
class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(port: number) {
    super(`Port ${port} is taken. Stop what listens there, or choose another one with --port.`);
  }
}

/** An answer that every SDK reads as an error of this name, in the JSON protocols. */
export function refusal(status: number, name: string, message: string): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  };
}

async function answer(
  request: IncomingMessage,
  services: Record<string, Service>,
  pages: Pages,
): Promise<ApiResponse> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const page = pages[pathname];
  if (page !== undefined) return answerPage(page, request, searchParams);

  const body = await buffer(request);
  const [, accessKeyId, name] = SIGNATURE.exec(request.headers.authorization ?? '') ?? [];
  if (accessKeyId === undefined || name === undefined) {
    return refusal(403, 'MissingAuthenticationToken', 'Sign the request: any access key and secret will do.');
  }
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (service === undefined) {
    const known = Object.keys(services).join(', ');
    return refusal(501, 'NotImplemented', `The embedded stack has no service "${name}", only ${known}.`);
  }
  const { method = 'POST', url = '/' } = request;
  return service({ method, url, headers: request.headers as Record<string, string>, body, accessKeyId });
}

function foreignHost(host: string | undefined, endpoint: string): ApiResponse {
  const problem = host === undefined ? 'this one has no Host header' : `this one is to "${host}"`;
  const message = `The embedded stack answers only requests to localhost, 127.0.0.1 or [::1]; ${problem}. Use ${endpoint}.`;
  return refusal(403, 'ForbiddenHostException', message);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
