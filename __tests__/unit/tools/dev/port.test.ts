import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { assertPortIsFree } from '../../../../tools/dev/port.ts';

let server: Server;
afterEach(() => {
  server.close();
});

/** Listens as a program that answers a path with JSON. */
async function listen(answers: Record<string, object> = {}): Promise<number> {
  server = createServer(({ url = '' }, response) => {
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test.each([
  ['another "npm run dev" (process 42)', { '/_embedded/stack': { pid: 42 } }],
  ['LocalStack 4.14.0', { '/_localstack/health': { edition: 'community', version: '4.14.0' } }],
  ['another program', {}],
])('a taken port is said to be taken by %s, with a command that uses another', async (name, answers) => {
  const port = await listen(answers);

  await expect(assertPortIsFree(port)).rejects.toThrow(
    `Port ${port} is taken by ${name}. Use another one:\n  npm run dev -- --port ${port + 1}`,
  );
});

test('a free port is accepted', async () => {
  const port = await listen();
  server.close();
  await once(server, 'close');

  await expect(assertPortIsFree(port)).resolves.toBeUndefined();
});
