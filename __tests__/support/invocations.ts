import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { createInvokeService } from '../../tools/stack/invoke.ts';
import type { LambdaFunctions } from '../../tools/stack/lambda.ts';
import type { Answer } from '../../tools/stack/lambda-function.ts';
import { useGateways } from './gateways.ts';

export const MEGABYTE = 1024 * 1024;

/** JSON text of this many bytes. */
export const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;

/** Starts gateways to one function named `example`, and stops them after each test of a file. */
export function useExampleFunction() {
  const startGatewayTo = useGateways();

  return async (answer: Partial<Answer> = {}) => {
    const invocations: { event: string; requestId: string }[] = [];
    const functions: Pick<LambdaFunctions, 'find'> = {
      find(name) {
        if (name !== 'example') return undefined;
        return {
          name,
          timeoutSeconds: 3,
          async invoke(event, requestId = 'none') {
            invocations.push({ event, requestId });
            return { payload: '{"answer":1}', failed: false, log: '', ...answer };
          },
          async stop() {},
        };
      },
    };
    const gateway = await startGatewayTo({ lambda: createInvokeService(functions) });
    const client = new LambdaClient({
      endpoint: gateway.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
    const invoke = (input: Partial<InvokeCommandInput> = {}) =>
      client.send(new InvokeCommand({ FunctionName: 'example', ...input }));
    return { gateway, invoke, invocations };
  };
}
