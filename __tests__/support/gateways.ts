import { afterEach } from '@jest/globals';
import { type Gateway, type Service, startGateway } from '../../tools/stack/gateway.ts';
import type { Pages } from '../../tools/stack/pages.ts';

/** Starts gateways on free ports, and stops them after each test of a file. */
export function useGateways() {
  const running: Gateway[] = [];

  afterEach(async () => {
    await Promise.all(running.splice(0).map(({ stop }) => stop()));
  });

  return async (services: Record<string, Service>, pages: Pages = {}, port = 0): Promise<Gateway> => {
    const gateway = await startGateway(port, services, pages);
    running.push(gateway);
    return gateway;
  };
}

/** A service that always answers `body`. */
export const serviceOf =
  (body: string): Service =>
  async () => ({ status: 200, headers: {}, body });

/** A signature as the SDKs write it. */
export const signedFor = (service: string, accessKeyId = 'ingest') => ({
  authorization:
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20250601/us-east-1/${service}/aws4_request, ` +
    'SignedHeaders=host;x-amz-date, Signature=0123456789abcdef',
});

/** Posts to a gateway, and reads the answer. */
export async function post(
  { endpoint }: Gateway,
  headers: Record<string, string>,
  { path = '/', body }: { path?: string; body?: Buffer } = {},
) {
  const response = await fetch(`${endpoint}${path}`, { method: 'POST', headers, ...(body && { body }) });
  return { status: response.status, headers: response.headers, body: await response.text() };
}
