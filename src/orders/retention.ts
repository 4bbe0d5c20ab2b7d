const DAY_MS = 86_400_000;

/**
 * When an order expires: so many days of 24 hours after it was finished, and never with 0 days. An order that is not
 * high-value is finished when it comes in, a high-value one when it is acknowledged: until then an announcement is owed.
 */
export function expiryOf(finishedAt: Date, retentionDays: number): Date | undefined {
  return retentionDays === 0 ? undefined : new Date(finishedAt.getTime() + retentionDays * DAY_MS);
}
