const { devNull } = require('node:os');

const DEFAULT_ENDPOINT = 'http://localhost:4566';
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** AWS's own host names. */
const AWS = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\.?$/i;

/**
 * What sends an SDK's calls elsewhere than AWS_ENDPOINT_URL says, or signs them with other credentials. LOCALSTACK_HOSTNAME does the
 * former for serverless-localstack.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const ELSEWHERE =
  /^(AWS_(ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS|USE_(FIPS|DUALSTACK)_ENDPOINT|PROFILE|SESSION_TOKEN)|LOCALSTACK_HOSTNAME)$/;

/**
 * Whatever the shell, .env and the AWS profiles say: from now on, the calls of Serverless, and of a function that runs in its
 * process, go to the emulator, with dummy credentials.
 *
 * @returns where the emulator is: AWS_ENDPOINT_URL, or LocalStack's usual address.
 * @throws where AWS_ENDPOINT_URL is no address, or AWS.
 */
exports.keepToEmulator = (serverless) => {
  const endpoint = process.env.AWS_ENDPOINT_URL || DEFAULT_ENDPOINT;
  const problem = problemOf(endpoint, serverless.service.provider.stage);
  if (problem !== undefined) throw new serverless.classes.Error(problem);

  for (const name of Object.keys(process.env)) if (ELSEWHERE.test(name)) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    // No profiles: they may have an endpoint, credentials, or a role to ask AWS for.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  });
  // Where Serverless keeps what it found, and looks first: --aws-profile would come before the environment.
  serverless.getProvider('aws').cachedCredentials = { credentials: { ...CREDENTIALS } };
  return endpoint;
};

function problemOf(endpoint, stage) {
  const { protocol, hostname } = URL.canParse(endpoint) ? new URL(endpoint) : {};
  if (protocol !== 'http:' && protocol !== 'https:') {
    return `AWS_ENDPOINT_URL must be an address such as ${DEFAULT_ENDPOINT}, not "${endpoint}".`;
  }
  if (AWS.test(hostname)) {
    return (
      `Stage ${stage} is for an emulator, and AWS_ENDPOINT_URL=${endpoint} is AWS. ` +
      'Unset it, or say where an emulator is.'
    );
  }
  return undefined;
}
