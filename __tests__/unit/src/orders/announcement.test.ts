import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcementOf, isHighValue, parseAnnouncement } from '../../../../src/orders/announcement.ts';
import { FIELDS } from '../../../../tools/service/order-fields.ts';
import { cents, order } from '../../../support/arbitraries.ts';
import { aFullOrder, anAnnouncement, anOrder, aReceivedOrder } from '../../../support/orders.ts';

describe('an order is high-value', () => {
  test('never without an amount', () => {
    expect(isHighValue(anOrder(), 0)).toBe(false);
  });

  test('exactly if its amount is over the threshold, to the cent', () => {
    fc.assert(
      fc.property(cents, cents, (amount, threshold) => {
        for (const count of [amount, threshold - 1, threshold, threshold + 1]) {
          expect(isHighValue(anOrder({ Amount: count / 100 }), threshold / 100)).toBe(count > threshold);
        }
      }),
    );
  });
});

describe('an announcement', () => {
  test('has the fields of the order, and not what the table keeps beside them', () => {
    const given = { ...aFullOrder(), Amount: 250, ReceivedAt: '2025-05-03T12:00:01.000Z' };
    const stored = { ...given, NotificationStatus: 'PENDING#1', NotifiedAt: undefined };

    const announcement = announcementOf(stored, 100);

    expect(announcement).toStrictEqual({ Type: 'HighValueOrder', Version: 1, ...given, Threshold: 100 });
  });

  test('is read as it was made', () => {
    fc.assert(
      fc.property(order, cents, (anyOrder, amount) => {
        const made = announcementOf({ ...aReceivedOrder(), ...anyOrder, Amount: amount / 100 }, 100);

        expect(parseAnnouncement(JSON.parse(JSON.stringify(made)))).toStrictEqual(made);
      }),
    );
  });

  test('is read without the fields that are unknown, and with its times in UTC', () => {
    const announcement = anAnnouncement({ Timestamp: '2025-05-03T12:00:00.000Z' });

    const read = parseAnnouncement({ ...announcement, Timestamp: '2025-05-03T14:00+02:00', Currency: 'EUR' });

    expect(read).toStrictEqual(announcement);
  });
});

describe('a message is not an announcement', () => {
  const time = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';
  const required = ['Type', 'Version', 'OrderId', 'Amount', 'Timestamp', 'ReceivedAt', 'Threshold'];

  test.each<[object, unknown]>([
    ...required.map((field): [object, unknown] => [{ [field]: undefined }, `${field} is required`]),
    ...FIELDS.map((field): [object, unknown] => [
      { [field]: true },
      expect.stringMatching(`^${field} must be a (string|number)$`),
    ]),
    [{ Type: 'OrderCreated' }, 'Type must be "HighValueOrder"'],
    [{ Version: 2 }, 'Version must be 1'],
    [{ Version: '1' }, 'Version must be 1'],
    [{ Amount: 100.001 }, 'Amount must have at most two decimals'],
    [{ ReceivedAt: 'yesterday' }, `ReceivedAt ${time}`],
    [{ Threshold: '100' }, 'Threshold must be a number'],
    [
      { Type: 'OrderCreated', Version: undefined, Amount: '250' },
      'Type must be "HighValueOrder"; Version is required; Amount must be a number',
    ],
  ])('with %j', (fields, problems) => {
    expect(problemsOf({ ...anAnnouncement(), ...fields })).toEqual(problems);
  });

  test.each([[null], ['HighValueOrder'], [[]]] as unknown[][])('if it is %j', (value) => {
    expect(problemsOf(value)).toMatch(/^message must be a JSON object$|^Type is required; /);
  });

  function problemsOf(message: unknown): string {
    try {
      return JSON.stringify(parseAnnouncement(JSON.parse(JSON.stringify(message))));
    } catch (error) {
      expect(error).toMatchObject({ name: 'InvalidAnnouncementError' });
      return String(error).replace('InvalidAnnouncementError: Not a HighValueOrder message: ', '');
    }
  }
});
