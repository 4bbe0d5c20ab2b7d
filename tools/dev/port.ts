import { once } from 'node:events';
import { createServer } from 'node:net';

/** @throws if something else listens on the port; the message says what, as far as it tells. */
export async function assertPortIsFree(port: number): Promise<void> {
  const server = createServer().listen(port, '127.0.0.1');
  const failure = await once(server, 'listening').then(
    () => undefined,
    (error) => error,
  );
  server.close();
  if (failure === undefined) return;
  if (failure.code !== 'EADDRINUSE') throw failure;
  throw new Error(`Port ${port} is taken by ${await nameListener(port)}. Use another one:
  npm run dev -- --port ${port + 1}`);
}

async function nameListener(port: number): Promise<string> {
  /** What a program says of itself. */
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(1000) });
      return Object(await response.json());
    } catch {
      return {};
    }
  };
  const { pid } = await ask('/_embedded/stack');
  if (pid !== undefined) return `another "npm run dev" (process ${pid})`;
  const { edition, version } = await ask('/_localstack/health');
  if (edition !== undefined) return `LocalStack ${version}`;
  return 'another program';
}
