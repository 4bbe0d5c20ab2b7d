import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Attempts of one call, the first included. */
export const MAX_ATTEMPTS = 3;

type Timeouts = { AWS_REQUEST_TIMEOUT_MS: number };

/**
 * One retry policy for every call. The longest a call can take is 3 attempts of AWS_REQUEST_TIMEOUT_MS and two
 * pauses (at most 1.5 s together, when throttled); a function makes two calls in a row, and its time-out in
 * serverless.yml has room for both.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
function clientSettings({ AWS_REQUEST_TIMEOUT_MS: requestTimeout }: Timeouts) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // Read once: the default source, which stands for the same, is asked at every call.
    credentials: fromEnv(),
    // Without throwOnRequestTimeout the handler only warns and waits on.
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  };
}

/** A client whose calls end within the bounds above; it takes and gives plain JavaScript values. */
export function createDynamoDBClient(timeouts: Timeouts): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(timeouts)));
}

/** A client whose calls end within the bounds above. */
export function createSNSClient(timeouts: Timeouts): SNSClient {
  return new SNSClient(clientSettings(timeouts));
}
