import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach } from '@jest/globals';
import type { ApiHandler } from '../../tools/stack/api.ts';
import { type Gateway, startGateway } from '../../tools/stack/gateway.ts';
import type { Pages } from '../../tools/stack/pages.ts';

/** Starts gateways on free ports, and stops them after each test. */
export function useGateways() {
  const running: Gateway[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ stop }) => stop()));
  });

  return async (apis: Record<string, ApiHandler>, pages: Pages = {}, port = 0): Promise<Gateway> => {
    const gateway = await startGateway(port, apis, pages);
    running.push(gateway);
    return gateway;
  };
}

/** An API that always answers `body`. */
export const apiOf =
  (body: string): ApiHandler =>
  async () => ({ status: 200, headers: {}, body });

/** A signature as the SDKs write it. */
export const signedFor = (service: string, accessKeyId = 'ingest') => ({
  authorization:
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20250601/us-east-1/${service}/aws4_request, ` +
    'SignedHeaders=host;x-amz-date, Signature=0123456789abcdef',
});

export type RawRequest = {
  method?: string;
  path?: string;
  /** The gateway's own by default; null sends none. */
  host?: string | null;
  headers?: Record<string, string>;
  body?: string | Buffer;
};

/** Sends a request that fetch might not send, such as one with a forged Host. */
export function send({ endpoint }: Pick<Gateway, 'endpoint'>, { path = '/', ...raw }: RawRequest) {
  const { method = 'POST', host = new URL(endpoint).host, headers = {}, body } = raw;
  const options = { method, headers: { ...headers, ...(host !== null && { host }) }, setHost: false };
  return new Promise<{ status?: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      request(new URL(path, endpoint), { ...options, agent: false })
        .once('error', reject)
        .once('response', async (response) =>
          resolve({ status: response.statusCode, headers: response.headers, body: await text(response) }),
        )
        .end(body);
    },
  );
}
