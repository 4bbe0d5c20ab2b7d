import type { ApiRequest } from '../../tools/stack/gateway.ts';

export const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:OrderTopic';
export const QUEUE_URL = 'http://127.0.0.1:4566/000000000000/OrderQueue';

/** Calls to AWS APIs as a gateway passes them on, by ingest unless told otherwise. */
export const callTo = {
  dynamoDB: (operation: string, input: object, caller?: string) =>
    request({ 'x-amz-target': `DynamoDB_20120810.${operation}` }, JSON.stringify(input), caller),

  sqs: (operation: string, input: object, caller?: string) =>
    request({ 'x-amz-target': `AmazonSQS.${operation}` }, JSON.stringify(input), caller),

  logs: (operation: string, input: object, caller?: string) =>
    request({ 'x-amz-target': `Logs_20140328.${operation}` }, JSON.stringify(input), caller),

  /** SNS and CloudFormation take forms. */
  form: (fields: Record<string, string>, caller?: string) =>
    request({}, new URLSearchParams(fields).toString(), caller),
};

function request(headers: Record<string, string>, body: string, accessKeyId = 'ingest'): ApiRequest {
  return { method: 'POST', url: '/', headers, body: Buffer.from(body), accessKeyId };
}
