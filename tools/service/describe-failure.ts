import { DEFAULT_ENDPOINT } from './stages.ts';

type Where = { stage: string; endpoint: string | undefined };

const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError)$/;
const NO_CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch)$/;
const NO_QUEUE = /^(QueueDoesNotExist|(AWS\.SimpleQueueService\.)?NonExistentQueue)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException|TooManyRequestsException|RequestLimitExceeded|ProvisionedThroughputExceededException|LimitExceededException)$/;

/** What an error means to the user, and what to do next. */
export function describeFailure(error: unknown, { stage, endpoint }: Where): string {
  if (!(error instanceof Error)) return String(error);
  const codes = ['code' in error ? String(error.code) : '', error.name];
  const is = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  const message = error.message.replaceAll(/\s+/g, ' ').trim();

  if (is(/^ValidationError$/) && message.includes('does not exist')) {
    return (
      `The stack of stage ${stage} is not deployed${endpoint === undefined ? '' : ` at ${endpoint}`}. ` +
      `Name another with --stage, or deploy it:\n  npx serverless deploy --stage ${stage}`
    );
  }
  if (is(/^ERR_INVALID_URL$/)) {
    return `AWS_ENDPOINT_URL takes an address such as ${DEFAULT_ENDPOINT}, not "${endpoint}".`;
  }
  if (is(UNREACHABLE)) {
    return endpoint === undefined
      ? 'AWS cannot be reached: check the network and AWS_REGION, then try again.'
      : `Nothing answers at ${endpoint}. Set AWS_ENDPOINT_URL to where the service is, or start it:\n  npm run dev`;
  }
  if (is(NO_CREDENTIALS)) {
    return `AWS rejects the credentials (${message}): sign in, or set AWS_PROFILE, then try again.`;
  }
  if (is(/^(AccessDenied|AuthorizationError)(Exception)?$/)) {
    return `These credentials are not allowed to do that (${message}): use others, or allow the action.`;
  }
  if (is(NO_QUEUE)) {
    return `AWS knows no such queue (${message}). If it was deleted, deploy the stack again:\n  npx serverless deploy --stage ${stage}`;
  }
  if (is(THROTTLED)) {
    return `AWS throttles these requests, also after retries (${message}): wait a minute, then run the same command again.`;
  }
  if (message.includes('Region is missing')) {
    return 'Set AWS_REGION to the region that the stack is in, then try again.';
  }
  return '$metadata' in error ? `${error.name}: ${message}` : message || error.name;
}
