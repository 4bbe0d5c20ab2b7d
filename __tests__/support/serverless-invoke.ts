import { answerIn, runServerless } from './serverless.ts';
import { stage } from './service.ts';

/** Runs `serverless invoke`, as a user does, and gives what the function answered. */
export async function serverlessInvoke(functionName: string, path: string) {
  const { stdout, exitCode } = await runServerless([
    ...['invoke', '--stage', stage, '-f', functionName, '--path', path],
  ]);
  return { answer: answerIn(stdout), exitCode };
}
