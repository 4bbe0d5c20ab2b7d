import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Entry, Story, Update } from '../../tools/dev/page/types.ts';
import { buildPage, type PageFile } from '../../tools/dev/page-server/build-page.ts';
import { someCounts, stories, T0, topology } from './page-stories.ts';

type Contents = { entries: Entry[]; stories: Story[]; counts: Update['counts']; messages: object[] };

/** Built once for a test file. */
let built: ReturnType<typeof buildPage> | undefined;

/** Serves the page of `npm run dev` with invented orders, and keeps what the page posts. */
export async function startPageStub(given: Partial<Contents> = {}) {
  const contents: Contents = { entries: stories, stories, counts: someCounts, messages: [], ...given };
  built ??= buildPage();
  const files: Record<string, PageFile> = await built;
  const streams = new Set<ServerResponse>();
  const posts: { path: string; input: unknown }[] = [];
  let startedAt = T0;

  const update = (changed: Entry[]): Update => {
    const known = new Map([...contents.entries, ...changed].map((entry) => [entry.key, entry]));
    return { counts: contents.counts, changed, total: known.size, isTruncated: false, startedAt };
  };
  const sendTo = (stream: ServerResponse, changed: Entry[]) =>
    stream.write(`data: ${JSON.stringify(update(changed))}\n\n`);
  const summary = ({ spans, item, isIncomplete, ...entry }: Story): Entry => entry;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const reply = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const file = files[pathname];
    if (file !== undefined) {
      response.writeHead(200, file.headers).end(file.body);
    } else if (request.method === 'POST') {
      posts.push({ path: pathname, input: await json(request) });
      reply(200, {
        status: 'Answered.',
        answer: '{"Outcome":"stored"}',
        command: 'npx serverless invoke -f ingest',
      });
    } else if (pathname === '/_dev/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.add(response);
      response.once('close', () => streams.delete(response));
      sendTo(
        response,
        contents.entries.map((entry) => summary(entry as Story)),
      );
    } else if (pathname === '/_dev/topology') reply(200, topology);
    else if (pathname === '/_dev/queue') reply(200, { messages: contents.messages });
    else {
      const story = contents.stories.find(({ key }) => key === searchParams.get('key'));
      reply(200, story ?? null);
    }
  }

  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    /** Reports changed orders to every open page. */
    push(changed: Entry[]): void {
      for (const stream of streams) sendTo(stream, changed);
    },
    /** Breaks the connections as a restart does. Pages that connect again get these orders. */
    restart(entries: Entry[]): void {
      startedAt += 1;
      contents.entries = entries;
      contents.stories = [];
      for (const stream of streams) stream.destroy();
    },
    stop(): void {
      server.close();
      server.closeAllConnections();
    },
  };
}
