/**
 * Prices of AWS in US dollars, in us-east-1, without any free tier. As of November 2026.
 *
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/
 * @see https://aws.amazon.com/sns/pricing/
 * @see https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/lambda/pricing/
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  /** A write of up to 1 KB to the table, or to an index; changing an index key is two. */
  writeUnit: 0.625e-6,
  /** A publish of up to 64 KB, of one message or of ten. Delivery to SQS is free. */
  publish: 0.5e-6,
  /** A receive, or a delete, of up to ten messages and 64 KB. */
  queueRequest: 0.4e-6,
  invocation: 0.2e-6,
  /** On arm64. */
  gigabyteSecond: 0.0000133334,
  logGigabyte: 0.5,
} as const;
