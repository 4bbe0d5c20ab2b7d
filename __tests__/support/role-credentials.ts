import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import type { Access } from './data-plane-calls.ts';

const CODE = `exports.handler = async () => ({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
});`;

/**
 * The credentials of a function's role. Only Lambda may assume that role, so a temporary function assumes it and
 * answers the credentials it got.
 */
export async function accessOf(functionName: string): Promise<Access> {
  const lambda = new LambdaClient();
  const { Role, Runtime, LoggingConfig } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: functionName }),
  );
  const FunctionName = `${functionName}-credentials`;
  const Code = { ZipFile: zipSync({ 'index.js': strToU8(CODE) }) };
  // It logs to the other function's log group, so that it leaves none behind.
  const settings = { Role, Runtime, LoggingConfig, Handler: 'index.handler' };
  await lambda.send(new CreateFunctionCommand({ FunctionName, Code, ...settings }));
  try {
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName }));
    return { credentials: JSON.parse(Payload?.transformToString() ?? '') };
  } finally {
    await lambda.send(new DeleteFunctionCommand({ FunctionName }));
  }
}
