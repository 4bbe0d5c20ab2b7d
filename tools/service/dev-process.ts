import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './service-client.ts';

const START_DEADLINE_MS = 120_000;
const DEADLINE_MS = 30_000;

export type DevProcess = Awaited<ReturnType<typeof startDev>>;

/**
 * Starts `npm run dev` of a project.
 *
 * @param args besides the port, which is any free one.
 */
export async function startDev(project: string, ...args: string[]) {
  const script = join(project, 'tools/dev/index.ts');
  // The flow suite sets the threshold; here, .env does.
  const { HIGH_VALUE_THRESHOLD: _, ...env } = process.env;
  const child = spawn(process.execPath, [script, '--port', '0', ...args], { cwd: project, env });
  let output = '';
  let read = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'close');

  /** Waits for output after that which earlier calls waited for. @returns what matched. */
  async function printed(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpExecArray> {
    const find = async () => {
      if (child.exitCode !== null) throw new Error(`npm run dev ended with ${child.exitCode}.`);
      return pattern.exec(output.slice(read)) ?? undefined;
    };
    const match = await until(`${pattern}`, find, deadlineMs).catch((error) => {
      throw new Error(`${error.message} It printed:\n${output.slice(read)}`);
    });
    read += match.index + match[0].length;
    return match;
  }

  async function post(path: string, input: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(endpoint + path, { method: 'POST', headers, body: JSON.stringify(input) });
    return (await response.json()) as Record<string, unknown>;
  }

  const [, endpoint = ''] = await printed(/ s at (http:\S+)\. Send.*?Watching/s, START_DEADLINE_MS);
  return {
    endpoint,
    printed,
    output: () => output,
    get: async <T>(path: string) => (await (await fetch(endpoint + path)).json()) as T,
    post,
    /** Sends an event to a function, a topic or a queue, as the page does. */
    send: (to: string, event: unknown) => post('/_dev/send', { to, body: JSON.stringify(event) }),
    press: (key: string) => child.stdin.write(key),
    /** Ends it as Ctrl-C does. @returns its exit code. */
    async stop(): Promise<number> {
      child.kill('SIGINT');
      const [exitCode] = await ended;
      return exitCode;
    },
  };
}
