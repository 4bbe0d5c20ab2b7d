import { describe, expect, test } from '@jest/globals';
import { PENDING_STATUSES } from '../../../../src/orders/notification-status.ts';
import { aNotifiedOrder, aPendingOrder, indexOrder } from '../../../support/notification-index.ts';
import { answersTo, idsOf, reportOver, THREE_DAYS } from '../../../support/report.ts';

const Timestamp = '2025-05-03T12:00:00.000Z';

/** Forty orders of the same millisecond: several in each partition for what is pending. */
const orders = Array.from({ length: 40 }, (_, index) => ({ OrderId: `ORD-${index}`, Timestamp }));
const pending = orders.map(aPendingOrder);
const notified = orders.map(({ OrderId }) => aNotifiedOrder({ OrderId: `${OrderId}-notified`, Timestamp }));

describe('orders of the same Timestamp', () => {
  const inSequence = [
    ...PENDING_STATUSES.flatMap((status) =>
      pending.filter(({ NotificationStatus }) => NotificationStatus === status).sort(indexOrder),
    ),
    ...notified.toSorted(indexOrder),
  ].map(({ OrderId }) => OrderId);

  test('come by partition, what is pending first, and as the index has them', async () => {
    const { report } = reportOver([...notified, ...pending]);

    const answer = await report(THREE_DAYS);

    expect(idsOf(answer)).toEqual(inSequence);
  });

  test.each([1, 3, 7, 80])('come in the same sequence in answers of %d', async (Limit) => {
    const { report } = reportOver([...notified, ...pending]);

    const answers = await answersTo(report, { ...THREE_DAYS, Limit });

    expect(idsOf(...answers)).toEqual(inSequence);
  });

  test('of the last millisecond before To come in any number of answers', async () => {
    const { report } = reportOver([...notified, ...pending]);
    const To = '2025-05-03T12:00:00.001Z';

    const answers = await answersTo(report, { ...THREE_DAYS, To, Limit: 3 });

    expect(idsOf(...answers)).toEqual(inSequence);
  });
});
