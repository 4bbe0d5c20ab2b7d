import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundle (esbuild.config.js). Lambda passes credentials in the
 * environment, so the bundle needs no code for profiles, single sign-on or instance metadata.
 */
export const defaultProvider = () => fromEnv();
