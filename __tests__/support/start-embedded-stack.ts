import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

declare global {
  var embeddedStack: ChildProcess | undefined;
}

/** Starts the service in a process of its own, as jest cannot load the emulators, and tells the tests where it is. */
export default async function startEmbeddedStack(): Promise<void> {
  process.env.HIGH_VALUE_THRESHOLD = '100';
  const child = fork(join(__dirname, '..', '..', 'local', 'serve.ts'));
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) =>
      reject(new Error(`The embedded stack ended with ${code} before it was up.`)),
    );
  });
  globalThis.embeddedStack = child;
  process.env.AWS_ENDPOINT_URL = endpoint;
  process.env.STAGE = 'local';
}
