import { once } from 'node:events';

/** Ends the process of the embedded stack: it stops when nobody is connected to it any more. */
export default async function stopEmbeddedStack(): Promise<void> {
  const child = globalThis.embeddedStack;
  if (child?.connected) {
    child.disconnect();
    await once(child, 'exit');
  }
}
