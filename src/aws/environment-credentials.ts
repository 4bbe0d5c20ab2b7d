import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundle (esbuild.config.js). Lambda gives a function its
 * credentials in the environment and nowhere else, so the code for profiles, single sign-on and instance metadata
 * need not be loaded.
 */
export const defaultProvider = () => fromEnv();
