import type { LambdaFunctions } from '../../tools/stack/lambda.ts';

/** Functions by ARN that record their events and never end. */
export function functionsThatHang(...arns: string[]) {
  const invocations: { arn: string; event: unknown }[] = [];
  const functions: LambdaFunctions = {
    create() {
      throw new Error('Unexpected create');
    },
    find(arn) {
      if (!arns.includes(arn)) return undefined;
      return {
        name: arn,
        timeoutSeconds: 3,
        invoke(event) {
          invocations.push({ arn, event: JSON.parse(event) });
          return new Promise(() => {});
        },
        async stop() {
          throw new Error('Unexpected stop');
        },
      };
    },
    async stop() {
      throw new Error('Unexpected stop');
    },
  };
  return { functions, invocations };
}
