import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export type RawRequest = {
  method?: string;
  path?: string;
  /** Sent as given; without `host`, no Host header is sent. */
  headers?: Record<string, string>;
  body?: string;
};

/** Sends a request that no browser and no fetch would send, such as one with a forged Host. */
export function send(endpoint: string, { method = 'GET', path = '/', headers = {}, body }: RawRequest) {
  const { hostname, port } = new URL(endpoint);
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers, setHost: false, agent: false });
      sent.once('error', reject);
      sent.once('response', async (response) => {
        resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
      });
      sent.end(body);
    },
  );
}

/** The host and port of an address, as a client names them in the Host header. */
export const hostOf = (endpoint: string) => new URL(endpoint).host;
