const { devNull } = require('node:os');

/** The same as in tools/service/stages.ts. */
exports.DEFAULT_ENDPOINT = 'http://localhost:4566';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The host names of AWS. */
const AWS = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\.?$/i;

/**
 * Variables that send an SDK's calls elsewhere than to AWS_ENDPOINT_URL (LOCALSTACK_HOSTNAME: those of
 * serverless-localstack), or sign them with other credentials.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const ELSEWHERE =
  /^(AWS_(ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS|USE_(FIPS|DUALSTACK)_ENDPOINT|PROFILE|SESSION_TOKEN)|LOCALSTACK_HOSTNAME)$/;

/**
 * Sends the calls of Serverless, and of a function that runs in its process, to the emulator with dummy credentials,
 * whatever the shell, .env and the AWS profiles say.
 *
 * @returns the endpoint of the emulator.
 * @throws if AWS_ENDPOINT_URL is malformed, or an address of AWS.
 */
exports.keepToEmulator = (serverless) => {
  const endpoint = process.env.AWS_ENDPOINT_URL || exports.DEFAULT_ENDPOINT;
  const problem = problemOf(endpoint, serverless.service.provider.stage);
  if (problem !== undefined) throw new serverless.classes.Error(problem);

  for (const name of Object.keys(process.env)) if (ELSEWHERE.test(name)) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // No profiles: they may have an endpoint, credentials, or a role to assume.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  });
  // Serverless looks here first. Otherwise --aws-profile would have precedence over the environment.
  serverless.getProvider('aws').cachedCredentials = { credentials: { ...CREDENTIALS } };
  return endpoint;
};

function problemOf(endpoint, stage) {
  const { protocol, hostname } = URL.canParse(endpoint) ? new URL(endpoint) : {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `AWS_ENDPOINT_URL must be an address such as ${exports.DEFAULT_ENDPOINT}, not "${endpoint}".`;
  }
  if (AWS.test(hostname)) {
    return (
      `Stage ${stage} is for an emulator, and AWS_ENDPOINT_URL=${endpoint} is AWS. ` +
      'Unset it, or set it to the address of an emulator.'
    );
  }
  return undefined;
}
