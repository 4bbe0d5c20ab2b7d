import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { accessTo } from '../../tools/service/service-client.ts';
import { createInvokeApi } from '../../tools/stack/invoke.ts';
import type { InvocationResult } from '../../tools/stack/lambda-function.ts';
import type { LambdaFunctions } from '../../tools/stack/lambda-functions.ts';
import { useGateways } from './gateways.ts';

export const MEGABYTE = 1024 * 1024;

/** JSON text of that size. */
export const jsonOf = (bytes: number) => `"${'a'.repeat(bytes - 2)}"`;

/** Starts gateways with one function, `example`, and stops them after each test. */
export function useExampleFunction() {
  const startGatewayTo = useGateways();

  return async (result: Partial<InvocationResult> = {}) => {
    const invocations: { event: string; requestId: string }[] = [];
    const functions: Pick<LambdaFunctions, 'find'> = {
      find(name) {
        if (name !== 'example') return undefined;
        return {
          name,
          timeoutSeconds: 3,
          async invoke(event, requestId = 'none') {
            invocations.push({ event, requestId });
            return { payload: '{"answer":1}', failed: false, log: '', ...result };
          },
          async stop() {},
        };
      },
    };
    const gateway = await startGatewayTo({ lambda: createInvokeApi(functions) });
    const client = new LambdaClient({ ...accessTo(gateway.endpoint), maxAttempts: 1 });
    const invoke = (input: Partial<InvokeCommandInput> = {}) =>
      client.send(new InvokeCommand({ FunctionName: 'example', ...input }));
    return { gateway, invoke, invocations };
  };
}
