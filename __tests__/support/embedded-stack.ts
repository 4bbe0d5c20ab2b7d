import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type EmbeddedStack = {
  endpoint: string;
  /** Makes the next calls of an action, such as `sns:Publish`, fail. */
  failNext(action: string, calls: number): Promise<void>;
  /** The lines of the functions' logs that contain a text. */
  log(text: string): Promise<string[]>;
  stop(): Promise<void>;
};

/**
 * Starts an embedded stack in a process of its own: jest cannot load the emulators.
 *
 * @param project the folder of this project, or of a copy.
 * @param args the arguments of tools/dev/serve.ts. Without them, it starts the packaged stage local.
 */
export async function startEmbeddedStack(
  project = join(__dirname, '../..'),
  ...args: string[]
): Promise<EmbeddedStack> {
  const child = fork(join(project, 'tools/dev/serve.ts'), args);
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('exit', (code) =>
      reject(new Error(`The embedded stack exited with ${code} before it was up.`)),
    );
  });
  return {
    endpoint,
    async failNext(action, calls) {
      const response = await fetch(`${endpoint}/_embedded/fail`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, calls }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    async log(text) {
      const response = await fetch(`${endpoint}/_embedded/log?${new URLSearchParams({ text })}`);
      return (await response.json()) as string[];
    },
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
