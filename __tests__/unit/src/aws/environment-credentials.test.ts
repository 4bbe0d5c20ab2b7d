import { expect, test } from '@jest/globals';
import { defaultProvider } from '../../../../src/aws/environment-credentials.ts';

const [accessKeyId, secretAccessKey, sessionToken] = ['id', 'secret', 'token'];

test('credentials come from the environment', async () => {
  process.env.AWS_ACCESS_KEY_ID = accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey;
  process.env.AWS_SESSION_TOKEN = sessionToken;

  const credentials = await defaultProvider()();

  expect(credentials).toMatchObject({ accessKeyId, secretAccessKey, sessionToken });
});

test('credentials come from no other source', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;

  const credentials = defaultProvider()();

  await expect(credentials).rejects.toMatchObject({ name: 'CredentialsProviderError' });
});
