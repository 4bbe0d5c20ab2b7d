import { type EmbeddedStack, startEmbeddedStack } from './embedded-stack.ts';
import { packageOnce } from './package-stages.ts';

declare global {
  var embeddedStack: EmbeddedStack | undefined;
}

/** Starts the embedded stack, and gives its endpoint to the tests. */
export default async function setUpFlow(): Promise<void> {
  await packageOnce('local');
  globalThis.embeddedStack = await startEmbeddedStack();
  process.env.AWS_ENDPOINT_URL = globalThis.embeddedStack.endpoint;
  process.env.STAGE = 'local';
}
