/**
 * The ids of a batch that a function's response leaves in the queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedIn(answer: unknown, ids: readonly string[]): readonly string[] {
  const failures = Object(answer).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return ids;
  const failed: unknown[] = failures.map((failure) => Object(failure).itemIdentifier);
  // One unknown identifier makes the whole batch a failure.
  const areAllKnown = failed.every((id) => ids.some((known) => known === id));
  return areAllKnown ? ids.filter((id) => failed.includes(id)) : ids;
}
