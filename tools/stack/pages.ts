import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ApiResponse } from './gateway.ts';

/** What the stack tells about itself, and what can be changed about it, without signing. Both are JSON. */
export type Page = {
  /** Answers GET, and changes nothing. */
  get?(query: URLSearchParams): unknown;
  /**
   * Answers POST with the JSON that was sent.
   *
   * @throws BadInputError
   */
  post?(input: unknown): unknown;
};

/** Pages by their path. */
export type Pages = Record<string, Page>;

/** What was sent to a page is not what it takes; the message says what it does take. */
export class BadInputError extends Error {
  override readonly name = 'BadInputError';
}

/**
 * Any web page may send this machine a GET, a form or plain text without asking. A change therefore takes what a browser
 * sends for pages of the same origin alone: JSON by POST.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS#simple_requests
 */
export async function answerPage(page: Page, request: IncomingMessage, query: URLSearchParams) {
  const { get, post } = page;
  const { method, headers } = request;
  if (method === 'GET' && get !== undefined) return json(200, get(query));
  if (method !== 'POST' || post === undefined) {
    const allow = [get && 'GET', post && 'POST'].filter((name) => name !== undefined).join(', ');
    return json(405, { message: `Use ${allow}, not ${method}.` }, { allow });
  }
  const own = `http://${headers.host}`;
  if (headers.origin !== undefined && headers.origin !== own) {
    return json(403, { message: `Only a page of ${own} may make changes, not one of "${headers.origin}".` });
  }
  if (!/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) {
    return json(415, { message: 'Send JSON, with the header "content-type: application/json".' });
  }
  try {
    return json(200, post(parse(await text(request))));
  } catch (error) {
    if (error instanceof BadInputError) return json(400, { message: error.message });
    throw error;
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new BadInputError(`The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value ?? null),
  };
}
