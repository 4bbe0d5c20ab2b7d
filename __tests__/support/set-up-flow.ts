import { packageService } from '../../local/package-service.ts';
import { type EmbeddedStack, startEmbeddedStack } from './embedded-stack.ts';

declare global {
  var embeddedStack: EmbeddedStack | undefined;
}

/** Starts the embedded stack, and tells the tests where it is. */
export default async function setUpFlow(): Promise<void> {
  process.env.HIGH_VALUE_THRESHOLD = '100';
  await packageService('local');
  globalThis.embeddedStack = await startEmbeddedStack();
  process.env.AWS_ENDPOINT_URL = globalThis.embeddedStack.endpoint;
  process.env.STAGE = 'local';
}
