import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { fromEnv } from '@aws-sdk/credential-provider-env';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Attempts of one call, the first included. */
export const MAX_ATTEMPTS = 3;

type Timeouts = { AWS_REQUEST_TIMEOUT_MS: number };

/**
 * One retry policy for every call. A call takes at most 3 attempts of AWS_REQUEST_TIMEOUT_MS plus two backoff delays (1.5 s
 * together, when throttled). A function makes two calls in a row, and its timeout in serverless.yml covers both.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
function clientSettings({ AWS_REQUEST_TIMEOUT_MS: requestTimeout }: Timeouts) {
  return {
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    // The default provider reads the same credentials, but at every call.
    credentials: fromEnv(),
    // Without throwOnRequestTimeout the handler only logs a warning and keeps waiting.
    requestHandler: { connectionTimeout: requestTimeout, requestTimeout, throwOnRequestTimeout: true },
  };
}

/** A client with the retry policy above. It accepts and returns plain JavaScript values. */
export function createDynamoDBClient(timeouts: Timeouts): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(timeouts)));
}

/** A client with the retry policy above. */
export function createSNSClient(timeouts: Timeouts): SNSClient {
  return new SNSClient(clientSettings(timeouts));
}
