import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { refusal, type Service } from './gateway.ts';
import {
  createLambdaFunction,
  type FunctionProperties,
  type LambdaFunction,
  type LambdaHost,
} from './lambda-function.ts';
import type { Properties } from './template.ts';

export type LambdaFunctions = {
  /** Takes the function from its zip, as it would be deployed. */
  create(properties: Properties): { name: string; arn: string };
  /** @param nameOrArn of the function. Gives nothing where there is no such function. */
  find(nameOrArn: string): LambdaFunction | undefined;
  stop(): Promise<void>;
};

type Settings = LambdaHost & { packageDir: string; accountId: string };

export function createLambdaFunctions(settings: Settings): LambdaFunctions {
  const { packageDir, region, accountId } = settings;
  const codeDir = mkdtempSync(join(tmpdir(), 'high-value-orders-'));
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

/** Lambda's Invoke API over the functions. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createLambdaService(functions: LambdaFunctions): Service {
  return async ({ method, url, headers, body }) => {
    const [, encoded] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(url) ?? [];
    if (method !== 'POST' || encoded === undefined) {
      return refusal(
        501,
        'NotImplemented',
        `The embedded stack answers Lambda's Invoke only, not ${method} ${url}.`,
      );
    }
    const name = decodeURIComponent(encoded);
    const invoke = functions.find(name)?.invoke;
    if (invoke === undefined) {
      return refusal(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    }
    const event = body.length === 0 ? '{}' : body.toString();
    switch (headers['x-amz-invocation-type']) {
      case 'DryRun':
        return { status: 204, headers: {}, body: '' };
      case 'Event':
        invoke(event);
        return { status: 202, headers: {}, body: '' };
    }
    const { payload, failed, log, requestId } = await invoke(event);
    const answer: Record<string, string> = {
      'content-type': 'application/json',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': '$LATEST',
    };
    if (failed) answer['x-amz-function-error'] = 'Unhandled';
    if (headers['x-amz-log-type'] === 'Tail') {
      answer['x-amz-log-result'] = Buffer.from(log.slice(-4096)).toString('base64');
    }
    return { status: 200, headers: answer, body: payload };
  };
}

function unzip(zip: string, into: string): void {
  for (const [path, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
