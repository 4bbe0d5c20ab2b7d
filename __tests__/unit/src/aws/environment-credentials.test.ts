import { describe, expect, test } from '@jest/globals';
import { defaultProvider } from '../../../../src/aws/environment-credentials.ts';

describe('credentials', () => {
  test('come from the environment', async () => {
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });

    const credentials = await defaultProvider()();

    expect(credentials).toMatchObject({
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });

  test('come from no other source', async () => {
    delete process.env.AWS_ACCESS_KEY_ID;

    const credentials = defaultProvider()();

    await expect(credentials).rejects.toMatchObject({ name: 'CredentialsProviderError' });
  });
});
