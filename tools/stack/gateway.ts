import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type ApiHandler, type ApiResponse, errorResponse } from './api.ts';
import { answerPage, type PageContent, type Pages } from './pages.ts';

export type Gateway = { endpoint: string; stop(): Promise<void> };

const SIGNATURE = /Credential=([^/,\s]+)\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

const SERVER_OPTIONS = {
  // Otherwise Node answers a request that has no Host header itself.
  requireHostHeader: false,
  // A paused function notices neither that a connection was closed nor that time passes.
  keepAliveTimeout: 0,
  requestTimeout: 0,
  headersTimeout: 0,
};

/** The loopback names, with any port: a tunnel may have another one. */
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Well below the time that clients wait for the next byte: serverless two minutes, the AWS CLI one. */
const SIGN_OF_LIFE_MS = 20_000;

/**
 * Every API on one port of the loopback interface: the signature of a request names the service.
 *
 * Requests to any other host name are refused. Otherwise a web page whose name resolves to 127.0.0.1 (DNS rebinding) could
 * read and change the stack.
 *
 * @param port 0 for any free port.
 * @throws if the port is in use.
 */
export async function startGateway(
  port: number,
  apis: Record<string, ApiHandler>,
  pages: Pages,
): Promise<Gateway> {
  const server = createServer(SERVER_OPTIONS, (request, response) => {
    // Otherwise a client would send an invocation that a debugger pauses a second time.
    const signsOfLife = setInterval(() => response.writeContinue(), SIGN_OF_LIFE_MS);
    response.once('close', () => clearInterval(signsOfLife));
    const send = ({ status, headers, body }: PageContent) => {
      clearInterval(signsOfLife);
      response.writeHead(status, headers);
      if (!(body instanceof Readable)) return response.end(body);
      response.flushHeaders();
      return pipeline(body, response, () => {});
    };
    const answered = LOOPBACK.test(request.headers.host ?? '')
      ? answer(request, apis, pages)
      : Promise.resolve(foreignHost(request.headers.host, endpoint));
    answered.then(send).catch((error: unknown) => send(errorResponse(500, 'InternalFailure', String(error))));
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

async function answer(
  request: IncomingMessage,
  apis: Record<string, ApiHandler>,
  pages: Pages,
): Promise<PageContent> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const [, accessKeyId, name] = SIGNATURE.exec(request.headers.authorization ?? '') ?? [];
  const page = Object.hasOwn(pages, pathname) ? pages[pathname] : undefined;
  // APIs have paths of pages too: that of SNS, SQS and DynamoDB is /.
  if (page !== undefined && name === undefined) return answerPage(page, request, searchParams);

  const body = await buffer(request);
  if (accessKeyId === undefined || name === undefined) {
    return errorResponse(
      403,
      'MissingAuthenticationToken',
      'Sign the request. Any access key and secret will do.',
    );
  }
  const handle = Object.hasOwn(apis, name) ? apis[name] : undefined;
  if (handle === undefined) {
    const known = Object.keys(apis).join(', ');
    return errorResponse(
      501,
      'NotImplemented',
      `The embedded stack has no service "${name}", only ${known}.`,
    );
  }
  const { method = 'POST', url = '/' } = request;
  return handle({ method, url, headers: request.headers as Record<string, string>, body, accessKeyId });
}

function foreignHost(host: string | undefined, endpoint: string): ApiResponse {
  const problem = host === undefined ? 'this one has no Host header' : `this one is to "${host}"`;
  const message = `The embedded stack answers only requests to localhost, 127.0.0.1 or [::1]; ${problem}. Use ${endpoint}.`;
  return errorResponse(403, 'ForbiddenHostException', message);
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause) => {
    if (cause.code !== 'EADDRINUSE') throw cause;
    const advice = 'Stop the process that listens there, or choose another port with --port.';
    throw new Error(`Port ${port} is in use. ${advice}`, { cause });
  });
}
