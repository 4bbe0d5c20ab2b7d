/** The stages that have settings of their own under `params` in serverless.yml. */
export const STAGES = ['local', 'local-prod', 'dev', 'prod'] as const;

/** Those that are deployed to an emulator, as `custom.localstack.stages` in serverless.yml has them. */
export const EMULATOR_STAGES: readonly string[] = ['local', 'local-prod'];

export function isEmulatorStage(stage: string): boolean {
  return EMULATOR_STAGES.includes(stage);
}

/** Where a stage is: at `AWS_ENDPOINT_URL`, or else at an emulator's usual address; undefined stands for AWS. */
export function endpointOf(stage: string, { AWS_ENDPOINT_URL }: NodeJS.ProcessEnv): string | undefined {
  return AWS_ENDPOINT_URL || (isEmulatorStage(stage) ? 'http://localhost:4566' : undefined);
}

/** The names of the stack and of its functions: `service` in serverless.yml, and the stage. */
export function stackNameOf(stage: string): string {
  return `high-value-orders-${stage}`;
}
