import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PROJECT } from './project.ts';
import { INTERRUPTS } from './run-command.ts';
import { accessTo } from './service-client.ts';

/** The environment of commands on an emulator, whatever the shell and .env say. */
export function environmentFor(endpoint: string): NodeJS.ProcessEnv {
  const { region, credentials } = accessTo(endpoint);
  const { AWS_PROFILE: _, ...rest } = process.env;
  return {
    ...rest,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    // The flow suite expects it.
    HIGH_VALUE_THRESHOLD: '100',
  };
}

/** Runs the commands of a test one after another. Ctrl-C ends the current command and the test. */
export function createTestRun() {
  const children = new Set<ChildProcess>();
  const interrupted = new AbortController();
  for (const signal of INTERRUPTS) {
    process.on(signal, () => {
      interrupted.abort(new Error('Interrupted.'));
      for (const child of children) child.kill();
    });
  }

  function start(command: string, args: string[], env: NodeJS.ProcessEnv, stdio: StdioOptions): ChildProcess {
    const child = spawn(command, args, { cwd: PROJECT, env, stdio });
    children.add(child);
    child.once('exit', () => children.delete(child));
    return child;
  }

  return {
    start,

    /** Aborted by Ctrl-C. */
    interrupted: interrupted.signal,

    /**
     * Runs a command to its end, with its output in this terminal.
     *
     * @throws if it fails or is interrupted.
     */
    async run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
      interrupted.signal.throwIfAborted();
      const [code] = await once(start(command, args, env, ['ignore', 'inherit', 'inherit']), 'exit');
      interrupted.signal.throwIfAborted();
      if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" failed.`);
    },
  };
}
