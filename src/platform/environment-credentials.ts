import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundle (serverless.yml, `custom.esbuild.alias`). Lambda
 * gives a function its credentials in the environment and nowhere else, so the code for profiles, single sign-on
 * and instance metadata need not be loaded.
 */
export const defaultProvider = () => fromEnv();
