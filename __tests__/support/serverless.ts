import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { PROJECT } from './markdown.ts';

export type Run = { stdout: string; stderr: string; exitCode: number | null };

/** Starts a Serverless command with these arguments, in its own environment. */
export function startServerless(args: string[], env: NodeJS.ProcessEnv = process.env) {
  const script = require.resolve('serverless/bin/serverless.js');
  return spawn(process.execPath, [script, ...args], { cwd: PROJECT, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs a command to its end. */
export async function runServerless(args: string[], env?: NodeJS.ProcessEnv): Promise<Run> {
  const child = startServerless(args, env);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout: stripVTControlCharacters(stdout), stderr: stripVTControlCharacters(stderr), exitCode };
}

/** The answer or error that `invoke` and `invoke local` print as JSON, below what the function logged. */
export function answerIn(stdout: string) {
  const [json = 'null'] = /^\{\n.*?^\}/ms.exec(stdout) ?? [];
  return JSON.parse(json);
}
