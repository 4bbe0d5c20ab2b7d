import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** A page that needs no signature: the state of the stack, or a change to it. */
export type Page = {
  /**
   * Answers GET, with JSON. Changes nothing.
   *
   * @throws BadInputError
   */
  get?(query: URLSearchParams): unknown;
  /** Answers GET with something other than JSON. */
  content?(): PageContent | Promise<PageContent>;
  /**
   * Answers POST, with the JSON body as input.
   *
   * @throws BadInputError
   */
  post?(input: unknown): unknown;
};

/** A file, or a stream that is destroyed when the client is gone. */
export type PageContent = {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer | Readable;
};

/** Pages by their path. */
export type Pages = Record<string, Page>;

/** The input of a page is malformed; the message says what the page expects. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';
}

/**
 * A browser lets any web page send a GET, a form or plain text to this machine. So a change takes a POST of JSON, which a
 * browser sends only for pages of the same origin.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS#simple_requests
 */
export async function answerPage(
  page: Page,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<PageContent> {
  try {
    return await answer(page, request, query);
  } catch (error) {
    if (error instanceof BadInputError) return json(400, { message: error.message });
    throw error;
  }
}

async function answer({ get, content, post }: Page, request: IncomingMessage, query: URLSearchParams) {
  const { method, headers } = request;
  if (method === 'GET' && content !== undefined) return content();
  if (method === 'GET' && get !== undefined) return json(200, await get(query));
  if (method !== 'POST' || post === undefined) {
    const allow = [(get ?? content) && 'GET', post && 'POST'].filter((name) => name !== undefined).join(', ');
    return json(405, { message: `Use ${allow}, not ${method}.` }, { allow });
  }
  const ownOrigin = `http://${headers.host}`;
  if (headers.origin !== undefined && headers.origin !== ownOrigin) {
    return json(403, {
      message: `Only a page of ${ownOrigin} may make changes, not one of "${headers.origin}".`,
    });
  }
  if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) {
    return json(415, { message: 'Send JSON, with the header "content-type: application/json".' });
  }
  return json(200, await post(parse(await text(request))));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new BadInputError(`The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): PageContent {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value ?? null),
  };
}
