import { createInterface } from 'node:readline/promises';
import { type Given, type Options, readOptions, UsageError } from './command-options.ts';
import { describeFailure } from './describe-failure.ts';
import { type After, createProgress, type Output } from './progress.ts';
import { INTERRUPTS } from './run-command.ts';
import { createServiceClient, type ServiceClient } from './service-client.ts';
import { endpointOf } from './stages.ts';
import { toJson, wrap } from './text.ts';

/** A command with which an operator looks at the deployed service or changes what is in it. */
export type OperatorCommand<Own extends Options, Request> = {
  /** The name of its script in package.json. */
  name: string;
  /** The text of --help, at most 80 columns wide. */
  help: string;
  /** Its options besides --stage, --json and --help. */
  options: Own;
  /** A right command line, without `npm run <name> -- `: what wrong usage is answered with. */
  example: string;
  /** Reads what was given, and adds every problem to `given.problems`, as sentences. */
  read(given: Given<Own>): Request;
  /** @throws UsageError, or what the service's clients throw. */
  run(request: Request, operation: Operation): Promise<Answer>;
};

/** What a command prints at the end: the lines, or with --json the document. */
export type Answer = { lines: string[]; document: unknown; exitCode?: number };

/** What a command works with. */
export type Operation = {
  service: ServiceClient;
  stage: string;
  /** Undefined on AWS. */
  endpoint: string | undefined;
  /** How a command line for the same stage begins: `npm run <name> -- --stage <stage>`, with AWS_ENDPOINT_URL if it is set. */
  command: string;
  /** Aborted by the first Ctrl-C; the second one ends the process. */
  signal: AbortSignal;
  /** Says how far the command is. Shown if it takes over two seconds. */
  progress(line: string): void;
  /** Prints text at once: on stdout, with --json on stderr. */
  print(text: string): void;
  /**
   * Asks on the terminal whether to go on.
   *
   * @throws UsageError without a terminal.
   */
  confirm(question: string): Promise<boolean>;
};

/** The process that a command runs in. */
export type CommandProcess = {
  environment: NodeJS.ProcessEnv;
  connect(stage: string, endpoint: string | undefined): ServiceClient;
  stdout: Output;
  stderr: Output;
  /** Undefined without a terminal. */
  ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** Called once the command line is read: an interruption from then on is reported. */
  onInterrupt(): AbortSignal;
  after: After;
};

/** The exit code of an interrupted command. */
export const INTERRUPTED = 130;

/**
 * Makes a command of a command line.
 *
 * @returns a function of the arguments that prints, and gives the exit code: 0 done, 1 not (all) done, 2 wrong usage,
 * 130 interrupted.
 */
export function createOperatorCommand<Own extends Options, Request>(
  { name, help, options, example, read, run }: OperatorCommand<Own, Request>,
  { environment, connect, stdout, stderr, ask, onInterrupt, after }: CommandProcess = thisProcess(),
) {
  return async function execute(args: string[]): Promise<number> {
    const given = readOptions(args, options);
    if (args.includes('--help')) return print(stdout, help, 0);
    const request = read(given);
    if (given.problems.length > 0) {
      const usage = `Write it like this:\n  npm run ${name} -- ${example}`;
      return print(stderr, wrap([...given.problems, usage].join('\n')), 2);
    }

    const { stage = 'dev', json } = given.values as { stage?: string; json?: true };
    const { AWS_ENDPOINT_URL } = environment;
    const endpoint = endpointOf(stage, environment);
    const signal = onInterrupt();
    const progress = createProgress(json ? { write() {} } : stderr, after);
    try {
      const { lines, document, exitCode } = await run(request, {
        service: connect(stage, endpoint),
        stage,
        endpoint,
        command: `${AWS_ENDPOINT_URL ? `AWS_ENDPOINT_URL=${AWS_ENDPOINT_URL} ` : ''}npm run ${name} -- --stage ${stage}`,
        signal,
        progress: progress.show,
        print(text) {
          progress.clear();
          (json ? stderr : stdout).write(`${text}\n`);
        },
        async confirm(question) {
          if (ask === undefined) {
            throw new UsageError('Nothing was changed: add --yes to confirm it where there is no terminal.');
          }
          progress.clear();
          return /^y(es)?$/i.test((await ask(`${question} [y/N] `, signal)).trim());
        },
      });
      progress.end();
      return print(
        stdout,
        json ? toJson(document) : lines.join('\n'),
        exitCode ?? (signal.aborted ? INTERRUPTED : 0),
      );
    } catch (error) {
      progress.end();
      if (error instanceof UsageError) return print(stderr, wrap(error.message), 2);
      if (signal.aborted) return print(stderr, 'Interrupted.', INTERRUPTED);
      return print(stderr, wrap(describeFailure(error, { stage, endpoint })), 1);
    }
  };
}

function print(output: Output, text: string, exitCode: number): number {
  output.write(`${text}\n`);
  return exitCode;
}

function thisProcess(): CommandProcess {
  const { env, stdin, stdout, stderr } = process;
  return {
    environment: env,
    connect: createServiceClient,
    stdout,
    stderr,
    ask:
      stdin.isTTY && stderr.isTTY
        ? async (question, signal) => {
            const terminal = createInterface({ input: stdin, output: stderr });
            // readline takes Ctrl-C from the terminal. Ctrl-D says no.
            terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
            const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
            try {
              return await Promise.race([terminal.question(question, { signal }), closed]);
            } finally {
              terminal.close();
            }
          }
        : undefined,
    onInterrupt() {
      const interrupted = new AbortController();
      for (const signal of INTERRUPTS) process.once(signal, () => interrupted.abort());
      return interrupted.signal;
    },
    after(milliseconds, act) {
      const timer = setTimeout(act, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}
