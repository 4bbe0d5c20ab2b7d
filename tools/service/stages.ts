/** The stages with settings of their own under `params` in serverless.yml. */
export const STAGES = ['local', 'local-prod', 'dev', 'prod'] as const;

/** `custom.localstack.stages` in serverless.yml. */
export const EMULATOR_STAGES: readonly string[] = ['local', 'local-prod'];

export const EMULATOR_PORT = 4566;
export const DEFAULT_ENDPOINT = `http://localhost:${EMULATOR_PORT}`;

export function isEmulatorStage(stage: string): boolean {
  return EMULATOR_STAGES.includes(stage);
}

/** Where a stage is: AWS_ENDPOINT_URL, or the default endpoint of an emulator, or undefined for AWS. */
export function endpointOf(stage: string, { AWS_ENDPOINT_URL }: NodeJS.ProcessEnv): string | undefined {
  return AWS_ENDPOINT_URL || (isEmulatorStage(stage) ? DEFAULT_ENDPOINT : undefined);
}

/** The names of the stack and of its functions: `service` in serverless.yml, and the stage. */
export function stackNameOf(stage: string): string {
  return `high-value-orders-${stage}`;
}

export function functionNameOf(stage: string, name: string): string {
  return `${stackNameOf(stage)}-${name}`;
}
