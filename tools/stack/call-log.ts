import type { ApiRequest } from './api.ts';

/** One call of an AWS API: who made it, the action as IAM names it, and the table, queue, log group and so on by its name. */
export type ApiCall = {
  caller: string;
  action: string;
  resource: string;
  /** Whether the SDK repeats an attempt that failed. */
  isRetry: boolean;
};

/** How often a caller made the same call, and how often its SDK retried it. */
export type RecordedCall = Omit<ApiCall, 'isRetry'> & { calls: number; retries: number };

/** Who called what: to compare with what the roles grant, and to count the calls that a message costs. */
export function createCallLog() {
  const recorded = new Map<string, RecordedCall>();

  return {
    record({ isRetry, ...call }: ApiCall): void {
      const key = Object.values(call).join(' ');
      const { calls, retries } = recorded.get(key) ?? { calls: 0, retries: 0 };
      recorded.set(key, { ...call, calls: calls + (isRetry ? 0 : 1), retries: retries + (isRetry ? 1 : 0) });
    },
    list: (): RecordedCall[] => [...recorded.values()],
  };
}

/** @param service such as `sns`. */
export function describeCall(service: string, request: ApiRequest): ApiCall {
  const { operation, resource } = parse(request);
  return {
    caller: request.accessKeyId,
    // PublishBatch needs the permission for Publish, and so do the other batch operations.
    action: `${service}:${operation.replace(/Batch$/, '')}`,
    resource,
    // An SDK numbers its attempts: `attempt=2; max=3`.
    isRetry: /attempt=(?!1\b)/.test(request.headers['amz-sdk-request'] ?? ''),
  };
}

/** DynamoDB, SQS and CloudWatch Logs take JSON, and name the operation in a header; SNS and CloudFormation take a form. */
function parse({ headers, body }: ApiRequest): { operation: string; resource: string } {
  const target = headers['x-amz-target'];
  if (target === undefined) {
    const form = new URLSearchParams(body.toString());
    const resource = form.get('TopicArn')?.split(':').at(-1) ?? form.get('StackName') ?? '';
    return { operation: form.get('Action') ?? '', resource };
  }
  const { TableName, IndexName, QueueUrl, logGroupName } = JSON.parse(body.toString());
  const table = IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`;
  const resource = table ?? QueueUrl?.split('/').at(-1) ?? logGroupName ?? '';
  return { operation: target.split('.').at(-1) ?? '', resource };
}
