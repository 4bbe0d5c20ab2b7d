import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { FunctionProperties, LambdaHost } from './execution-environment.ts';
import { createLambdaFunction, type LambdaFunction } from './lambda-function.ts';
import { keepResumingWorkers } from './paused-workers.ts';
import { type Properties, TemplateError } from './template.ts';

export type LambdaFunctions = {
  create(properties: Properties): { name: string; arn: string };
  /** Replaces the settings of the function with that name. */
  update(properties: Properties): void;
  /** Loads the code of a function again. @param nameOrArn with a version or without. */
  reload(nameOrArn: string): void;
  /** @throws TemplateError */
  get(nameOrArn: string): LambdaFunction;
  find(nameOrArn: string): LambdaFunction | undefined;
  isRunning(): boolean;
  /** The number of worker threads. */
  workers(): number;
  stop(): Promise<void>;
};

type Settings = LambdaHost & {
  packageDir: string;
  accountId: string;
  /** The folder of all functions' code, instead of their zips in the package. */
  codeDir: string | undefined;
};

export function createLambdaFunctions(settings: Settings): LambdaFunctions {
  const { packageDir, region, accountId, codeDir } = settings;
  const unzippedDir = mkdtempSync(join(tmpdir(), 'embedded-stack-'));
  const functions = new Map<string, LambdaFunction>();
  const find = (nameOrArn: string) =>
    functions.get(nameOrArn.replace(/^arn:.*:function:/, '').replace(/:.*$/, ''));

  function get(nameOrArn: string): LambdaFunction {
    const lambda = find(nameOrArn);
    if (lambda === undefined) throw new TemplateError(`There is no function ${nameOrArn}.`);
    return lambda;
  }

  return {
    create(properties) {
      const definition = properties as FunctionProperties;
      const name = definition.FunctionName;
      const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
      const taskRoot = codeDir ?? join(unzippedDir, name);
      if (codeDir === undefined) unzip(join(packageDir, basename(definition.Code.S3Key)), taskRoot);
      functions.set(name, createLambdaFunction({ definition, arn, taskRoot, host: settings }));
      return { name, arn };
    },
    update: (properties) => get((properties as FunctionProperties).FunctionName).update(properties),
    reload: (nameOrArn) => get(nameOrArn).update(),
    get,
    find,
    workers: () => [...functions.values()].reduce((sum, each) => sum + each.workers, 0),
    isRunning: () => [...functions.values()].some((each) => each.isRunning),
    async stop() {
      const endResuming = keepResumingWorkers();
      await Promise.all([...functions.values()].map((each) => each.stop()));
      endResuming();
      rmSync(unzippedDir, { recursive: true, force: true });
    },
  };
}

function unzip(zip: string, into: string): void {
  for (const [path, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
