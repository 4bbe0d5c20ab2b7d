import { expect, test } from '@jest/globals';
import { describeFailure } from '../../../../../tools/commands/redrive/failures.ts';

const LOCAL = { stage: 'local', endpoint: 'http://localhost:4566' };
const AWS = { stage: 'dev', endpoint: undefined };

const failure = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: {}, ...more });

test.each([
  [
    'a stack that is not deployed',
    failure('ValidationError', 'Stack with id high-value-orders-dev does not exist'),
    AWS,
    /^The stack of stage dev is not deployed\. .*\n {2}npx serverless deploy --stage dev$/,
  ],
  [
    'an endpoint where nothing answers',
    failure('Error', '', { code: 'ECONNREFUSED' }),
    LOCAL,
    /^Nothing answers at http:\/\/localhost:4566\..*\n {2}npm start -- --stay$/,
  ],
  ['AWS out of reach', failure('TimeoutError', 'timed out'), AWS, /^AWS cannot be reached:.*try again\.$/],
  [
    'no credentials',
    failure('CredentialsProviderError', 'Could not load credentials\nfrom any providers'),
    AWS,
    /\(Could not load credentials from any providers\): sign in, or set AWS_PROFILE/,
  ],
  ['expired credentials', failure('ExpiredTokenException', 'Expired'), AWS, /sign in, or set AWS_PROFILE/],
  ['no region', failure('Error', 'Region is missing'), AWS, /^Set AWS_REGION/],
  ['no permission', failure('AccessDenied', 'User may not'), AWS, /^These credentials may not.*User may not/],
  [
    'an endpoint that is no address',
    failure('TypeError', 'Invalid URL', { code: 'ERR_INVALID_URL' }),
    { stage: 'dev', endpoint: 'foo' },
    /^AWS_ENDPOINT_URL takes an address .*not "foo"\.$/,
  ],
  ['any other error of AWS', failure('KmsDisabled', 'Key off'), AWS, /^KmsDisabled: Key off$/],
  ['a plain error', new Error('Stack x has no output Y: deploy it anew.'), AWS, /^Stack x has no output Y/],
])('of %s, says what to do', (_what, error, where, expected) => {
  const sentence = describeFailure(error, where);

  expect(sentence).toMatch(expected);
});
