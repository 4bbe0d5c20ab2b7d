import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import type { FunctionProperties, LambdaHost } from './execution-environment.ts';
import { createLambdaFunction, type LambdaFunction } from './lambda-function.ts';
import type { Properties } from './template.ts';

export type LambdaFunctions = {
  /** Creates a function from its zip in the package. */
  create(properties: Properties): { name: string; arn: string };
  /** @param nameOrArn with a version or without. */
  find(nameOrArn: string): LambdaFunction | undefined;
  stop(): Promise<void>;
};

/** Invokes functions by itself: an event source mapping or a schedule. */
export type Trigger = { stop(): Promise<void> };

type Settings = LambdaHost & { packageDir: string; accountId: string };

export function createLambdaFunctions(settings: Settings): LambdaFunctions {
  const { packageDir, region, accountId } = settings;
  const codeDir = mkdtempSync(join(tmpdir(), 'embedded-stack-'));
  const functions = new Map<string, LambdaFunction>();

  return {
    create(properties) {
      const definition = properties as FunctionProperties;
      const name = definition.FunctionName;
      const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
      const taskRoot = join(codeDir, name);
      unzip(join(packageDir, basename(definition.Code.S3Key)), taskRoot);
      functions.set(name, createLambdaFunction({ definition, arn, taskRoot, host: settings }));
      return { name, arn };
    },
    find: (nameOrArn) => functions.get(nameOrArn.replace(/^arn:.*:function:/, '').replace(/:.*$/, '')),
    async stop() {
      await Promise.all([...functions.values()].map((each) => each.stop()));
      rmSync(codeDir, { recursive: true, force: true });
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
