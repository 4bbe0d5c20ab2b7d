import { afterAll, beforeAll } from '@jest/globals';
import { createServiceClient, type ServiceClient } from '../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from './embedded-stack.ts';

/** For the tests of a file, an embedded stack of their own, and a client for it; both are there once tests run. */
export function useOwnStack() {
  const own = {} as { stack: EmbeddedStack; service: ServiceClient };

  beforeAll(async () => {
    own.stack = await startEmbeddedStack();
    own.service = createServiceClient('local', own.stack.endpoint);
  });

  afterAll(() => own.stack.stop());

  return own;
}
