import { rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { packageService } from '../service/package-service.ts';
import { stackNameOf } from '../service/stages.ts';
import { type EmbeddedStack, startStack } from '../stack/stack.ts';
import { readTemplate } from '../stack/template.ts';
import { BuildError, createBundles } from './bundles.ts';
import { createPageFiles } from './page-server/files.ts';
import { createPageServer } from './page-server/page-server.ts';

export const STAGE = 'local';
/** What is packaged again after a change. */
const CONFIGURATION = ['serverless.yml', '.env', 'resources', 'plugins'];
/** What is watched: what is bundled, and the configuration. */
export const WATCHED = ['src', ...CONFIGURATION];

const DEPLOY_ADVICE =
  'This stack is made by "npm run dev", which applies changes by itself, so there is nothing to deploy or to remove.';

type Options = {
  port: number;
  debugging: boolean;
  signal: AbortSignal;
  print(text: string): void;
  warn(text: string): void;
  onLog(functionName: string, text: string): void;
};

/** The service on this machine, which picks up changes to its files. */
export async function startSession({ port, debugging, signal, print, warn, onLog }: Options) {
  const folder = `dev-${port === 0 ? process.pid : port}`;
  const stackName = stackNameOf(STAGE);
  let packageDir = await packageAgain();
  // Beside the package, which Serverless replaces.
  const codeDir = join(packageDir, '../code');
  let functions = functionsOf(packageDir);
  let bundles = await createBundles([...functions.keys()], codeDir);
  await bundles.build();
  const files = createPageFiles();
  let stack = await start(port);
  let wasBroken = false;
  let last: Promise<unknown> = Promise.resolve();

  /** Runs an action after all earlier ones. */
  function inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = last.then(action);
    last = result.catch(() => {});
    return result;
  }

  function packageAgain(): Promise<string> {
    // At a breakpoint, the SDK would give up waiting and send its request again.
    const params = debugging ? { awsRequestTimeoutMs: '999999' } : {};
    return packageService(STAGE, { folder: join(folder, 'package'), params, signal });
  }

  async function start(onPort: number): Promise<EmbeddedStack> {
    const { observe, pages, connect } = createPageServer({
      stage: STAGE,
      template: readTemplate(packageDir),
      files,
    });
    const started = await startStack({
      packageDir,
      codeDir,
      port: onPort,
      stackName,
      schedules: true,
      debugging,
      onLog,
      deployAdvice: DEPLOY_ADVICE,
      observe,
      pages,
    });
    connect(started);
    return started;
  }

  async function bundle(changed: string[], startedAt: number): Promise<void> {
    const modules = await bundles.build(changed);
    const names = modules.flatMap((module) => functions.get(module) ?? []);
    for (const name of names) stack.reload(name);
    const short = names.map((name) => name.slice(stackName.length + 1)).sort();
    if (names.length > 0) print(`reloaded ${short.join(', ')} (${elapsed(startedAt)})`);
    else
      print(wasBroken ? 'fixed: the running code is current' : 'nothing to reload: the bundles are the same');
    wasBroken = false;
  }

  async function configure(startedAt: number): Promise<void> {
    packageDir = await packageAgain();
    const { applied, needRestart } = await stack.update();
    if (applied.length > 0) print(`applied ${applied.join(', ')} (${elapsed(startedAt)})`);
    if (needRestart.length > 0) {
      warn(`changed, but not applied: ${needRestart.join(', ')}. r restarts with them, and an empty table.`);
    }
    if (applied.length + needRestart.length === 0)
      print(`packaged again, nothing to apply (${elapsed(startedAt)})`);
  }

  async function change(changed: string[]): Promise<void> {
    const startedAt = performance.now();
    try {
      if (!changed.every(isConfiguration)) await bundle(changed, startedAt);
      if (changed.some(isConfiguration)) await configure(startedAt);
    } catch (error) {
      if (signal.aborted) return;
      wasBroken = error instanceof BuildError;
      const advice = wasBroken ? 'The old code goes on running until this is fixed.' : '';
      warn(`${error instanceof Error ? error.message : error}\n${advice}`.trimEnd());
    }
  }

  async function restart(withPackage: boolean): Promise<void> {
    if (withPackage) {
      packageDir = await packageAgain();
      const next = functionsOf(packageDir);
      const nextBundles = await createBundles([...next.keys()], codeDir);
      await bundles.stop();
      [functions, bundles] = [next, nextBundles];
    }
    await bundles.build();
    const { endpoint } = stack;
    await stack.stop();
    stack = await start(Number(new URL(endpoint).port));
  }

  return {
    get endpoint() {
      return stack.endpoint;
    },
    get unsupported() {
      return stack.unsupported;
    },

    /** Applies changed files as far as possible while everything keeps running. Prints what happened. */
    change: (changed: string[]) => inTurn(() => change(changed)),
    /** Restarts with an empty table and empty queues. @param withPackage whether to package first. */
    restart: (withPackage: boolean) => inTurn(() => restart(withPackage)),
    async stop(): Promise<void> {
      await bundles.stop();
      await stack.stop();
      // A free port is another one each time.
      if (port === 0) rmSync(join(packageDir, '..'), { recursive: true, force: true });
    },
  };
}

/** The names of the functions by their modules. */
function functionsOf(packageDir: string): Map<string, string[]> {
  const functions = new Map<string, string[]>();
  for (const { Type, Properties: { Handler, FunctionName } = {} } of Object.values(
    readTemplate(packageDir).Resources,
  )) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const module = String(Handler).replace(/\.[^.]*$/, '');
    functions.set(module, [...(functions.get(module) ?? []), String(FunctionName)]);
  }
  return functions;
}

const isConfiguration = (path: string) => CONFIGURATION.includes(path.split(sep)[0] ?? '');

function elapsed(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}
