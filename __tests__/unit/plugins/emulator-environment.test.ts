import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { DEFAULT_ENDPOINT, EMULATOR_PORT } from '../../../tools/service/stages.ts';
import { read } from '../../support/markdown.ts';

// Serverless loads its plugins with require, and so does this.
const { keepToEmulator } = require('../../../plugins/emulator-environment.js');

const folder = mkdtempSync(join(tmpdir(), 'aws-config-'));
const configFile = join(folder, 'config');
writeFileSync(
  configFile,
  `[default]
region = eu-west-1
endpoint_url = http://profile.example
ignore_configured_endpoint_urls = true
use_fips_endpoint = true
services = mine
aws_access_key_id = AKIAPROFILE
aws_secret_access_key = real
[profile real]
endpoint_url = http://profile.example
aws_access_key_id = AKIAPROFILE
aws_secret_access_key = real
[profile role]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = real
[services mine]
sns =
  endpoint_url = http://service-of-profile.example
`,
);
afterAll(() => rmSync(folder, { recursive: true }));

const before = { ...process.env };
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('AWS_')))
    delete process.env[name];
});
afterEach(() => {
  process.env = { ...before };
});

const REAL = { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real' };

/** What could send a call elsewhere than to AWS_ENDPOINT_URL, or sign it with other credentials. */
const ENVIRONMENTS: [string, Record<string, string>][] = [
  ['nothing', {}],
  ['real credentials', REAL],
  ['an empty AWS_ENDPOINT_URL', { ...REAL, AWS_ENDPOINT_URL: '' }],
  ['an endpoint for SNS', { ...REAL, AWS_ENDPOINT_URL_SNS: 'https://sns.us-east-1.amazonaws.com' }],
  ['ignored endpoints', { ...REAL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
  ['FIPS endpoints', { ...REAL, AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
  ['a default profile', { AWS_CONFIG_FILE: configFile, AWS_SHARED_CREDENTIALS_FILE: configFile }],
  ['a profile', { AWS_CONFIG_FILE: configFile, AWS_PROFILE: 'real' }],
  ['another default profile', { AWS_CONFIG_FILE: configFile, AWS_DEFAULT_PROFILE: 'real' }],
  ['a profile that assumes a role', { ...REAL, AWS_CONFIG_FILE: configFile, AWS_PROFILE: 'role' }],
  ['a profile that does not exist', { AWS_PROFILE: 'none' }],
  ['credentials of the stage', { AWS_LOCAL_ACCESS_KEY_ID: 'AKIAREAL', AWS_LOCAL_SECRET_ACCESS_KEY: 'real' }],
];

test.each(ENVIRONMENTS)(
  'with %s, calls of an SDK and of Serverless go to the emulator with dummy credentials',
  async (_, environment) => {
    Object.assign(process.env, environment);

    const { cachedCredentials } = keep();

    expect(await callOfSdk()).toEqual({ to: DEFAULT_ENDPOINT, by: 'test', token: undefined });
    expect(cachedCredentials).toEqual({ credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  },
);

test('.env.example and docker-compose.yml name the default endpoint and its port', () => {
  expect(read('.env.example')).toContain(`# AWS_ENDPOINT_URL=${DEFAULT_ENDPOINT}\n`);
  expect(read('docker-compose.yml')).toContain(`"127.0.0.1:${EMULATOR_PORT}:${EMULATOR_PORT}"`);
});

test('other settings of a function stay', () => {
  const others = { AWS_REGION: 'eu-west-1', AWS_REQUEST_TIMEOUT_MS: '350', AWS_LAMBDA_FUNCTION_NAME: 'a' };
  Object.assign(process.env, others);

  keep();

  expect(process.env).toMatchObject(others);
});

test.each(['http://127.0.0.1:5000', 'http://emulator.example:4566', 'https://10.0.0.7'])(
  'another endpoint is used as it is: %s',
  async (endpoint) => {
    Object.assign(process.env, REAL, { AWS_ENDPOINT_URL: endpoint });

    keep();

    expect(await callOfSdk()).toEqual({ to: endpoint, by: 'test', token: undefined });
  },
);

const ADVICE = 'Unset it, or set it to the address of an emulator.';

test.each([
  ['https://sns.us-east-1.amazonaws.com', ADVICE],
  ['https://dynamodb.cn-north-1.amazonaws.com.cn/', ADVICE],
  ['https://lambda.us-east-1.api.aws', ADVICE],
  ['https://LAMBDA.us-east-1.AMAZONAWS.com.', ADVICE],
  ['foo', `AWS_ENDPOINT_URL must be an address such as ${DEFAULT_ENDPOINT}, not "foo".`],
  ['localhost:4566', 'AWS_ENDPOINT_URL must be an address'],
  ['ftp://localhost', 'AWS_ENDPOINT_URL must be an address'],
])('an endpoint that is AWS, or malformed, is refused: %s', (endpoint, problem) => {
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint });

  expect(keep).toThrow(problem);
});

type HttpRequest = { protocol: string; hostname: string; port?: number; headers: Record<string, string> };

/** Changes the environment as for a command of stage local, and gives the provider of Serverless. */
function keep() {
  const provider = { cachedCredentials: null };
  keepToEmulator({
    classes: { Error },
    getProvider: () => provider,
    service: { provider: { stage: 'local' } },
  });
  return provider;
}

/** Where a client with the settings of the environment sends a call, and with which credentials. */
async function callOfSdk() {
  let call: object | undefined;
  const client = new SNSClient({
    region: 'us-east-1',
    maxAttempts: 1,
    requestHandler: {
      async handle({ protocol, hostname, port, headers }: HttpRequest) {
        call = {
          to: `${protocol}//${hostname}${port ? `:${port}` : ''}`,
          by: /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1],
          token: headers['x-amz-security-token'],
        };
        throw new Error('Sent nowhere');
      },
    },
  });
  await expect(client.send(new PublishCommand({ Message: 'a' }))).rejects.toThrow('Sent nowhere');
  return call;
}
