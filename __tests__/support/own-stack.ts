import { afterAll, beforeAll } from '@jest/globals';
import { createServiceClient, type ServiceClient } from '../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from './embedded-stack.ts';

/** An embedded stack for one test file, and a client of it. Both are available in the tests, not before. */
export function useOwnStack() {
  const own = {} as { stack: EmbeddedStack; service: ServiceClient };

  beforeAll(async () => {
    own.stack = await startEmbeddedStack();
    own.service = createServiceClient('local', own.stack.endpoint);
  });

  afterAll(() => own.stack.stop());

  return own;
}
