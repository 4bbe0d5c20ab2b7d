import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts a fake endpoint of DynamoDB and SNS, on which every call succeeds after a pause. It ends with this process. */
export async function startFakeAws(pauseMs: number): Promise<string> {
  const server = createServer(async (request, response) => {
    const { contentType, body } = answerTo(await text(request));
    if (pauseMs > 0) await sleep(pauseMs);
    response.writeHead(200, { 'content-type': contentType, 'content-length': body.length }).end(body);
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1').unref(), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The answer of DynamoDB (JSON) or SNS (XML) to a call that succeeds. */
export function answerTo(body: string): { contentType: string; body: Buffer } {
  if (body.startsWith('{')) return { contentType: 'application/x-amz-json-1.0', body: Buffer.from('{}') };
  const members = [...body.matchAll(/\.Id=([^&]*)/g)].map(
    ([, id]) => `<member><Id>${id}</Id><MessageId>fake</MessageId></member>`,
  );
  const [operation, result] =
    members.length > 0
      ? ['PublishBatch', `<Failed/><Successful>${members.join('')}</Successful>`]
      : ['Publish', '<MessageId>fake</MessageId>'];
  const xml = `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
  return { contentType: 'text/xml', body: Buffer.from(xml) };
}
