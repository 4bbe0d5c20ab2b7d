/**
 * The ids of a batch that the answer of a queue function leaves in the queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedIn(answer: unknown, ids: readonly string[]): readonly string[] {
  const failures = Object(answer).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return ids;
  const failed: unknown[] = failures.map((failure) => Object(failure).itemIdentifier);
  // One identifier that is none of the batch's makes the whole batch a failure.
  return failed.every((id) => ids.some((known) => known === id))
    ? ids.filter((id) => failed.includes(id))
    : ids;
}
