/** A stand-in for DynamoDB and SNS behind HTTP, in a process of its own: answers every call after a pause. */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerTo } from './stand-in-answers.ts';

const pauseMs = Number(process.argv[2]);

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { contentType, body } = answerTo(Buffer.concat(parts).toString());
  if (pauseMs > 0) await sleep(pauseMs);
  response.writeHead(200, { 'content-type': contentType, 'content-length': body.length });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit());
