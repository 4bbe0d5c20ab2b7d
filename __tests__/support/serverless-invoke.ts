import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { stage } from './service.ts';

/** Runs `serverless invoke`, as a user does, and gives what the function answered. */
export function serverlessInvoke(functionName: string, path: string) {
  const serverless = require.resolve('serverless/bin/serverless.js');
  const args = [serverless, 'invoke', '--stage', stage, '-f', functionName, '--path', path];
  return new Promise<{ answer: unknown; exitCode: number }>((resolve) => {
    execFile(process.execPath, args, { cwd: join(__dirname, '../..') }, (error, stdout) => {
      resolve({ answer: answerIn(stdout), exitCode: Number(error?.code ?? 0) });
    });
  });
}

/** The JSON that a function answered. After an error's, serverless prints more. */
function answerIn(stdout: string): unknown {
  const [json = ''] = /^\{.*?^\}/ms.exec(stdout) ?? [];
  return json === '' ? stdout : JSON.parse(json);
}
