import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcementOf, parseAnnouncement } from '../../../../src/orders/announcement.ts';
import { cents, order } from '../../../support/arbitraries.ts';
import { anAnnouncement, aReceivedOrder } from '../../../support/orders.ts';

function without(field: string): object {
  return Object.fromEntries(Object.entries(anAnnouncement()).filter(([key]) => key !== field));
}

describe('an announcement', () => {
  test('is read as it was made', () => {
    fc.assert(
      fc.property(order, cents, (anyOrder, amount) => {
        const made = announcementOf({ ...aReceivedOrder(), ...anyOrder, Amount: amount / 100 }, 100);

        const read = parseAnnouncement(JSON.parse(JSON.stringify(made)));

        expect(read).toStrictEqual(made);
      }),
    );
  });

  test('is read without the fields that it does not know', () => {
    const announcement = anAnnouncement();

    const read = parseAnnouncement({ ...announcement, Currency: 'EUR' });

    expect(read).toStrictEqual(announcement);
  });

  test('is read with both times in UTC', () => {
    const times = { Timestamp: '2025-05-03T14:00:00+02:00', ReceivedAt: '2025-05-03T12:00:01Z' };

    const read = parseAnnouncement({ ...anAnnouncement(), ...times });

    expect(read).toMatchObject({
      Timestamp: '2025-05-03T12:00:00.000Z',
      ReceivedAt: '2025-05-03T12:00:01.000Z',
    });
  });

  test.each(['UserId', 'ItemName', 'Status', 'Quantity'])('may lack %s', (field) => {
    const announcement = without(field);

    const read = parseAnnouncement(announcement);

    expect(read).toEqual(announcement);
  });
});

describe('a message is not an announcement', () => {
  const time = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';

  test.each(['Type', 'Version', 'OrderId', 'Amount', 'Timestamp', 'ReceivedAt', 'Threshold'])(
    'without %s',
    (field) => {
      const reading = () => parseAnnouncement(without(field));

      expect(reading).toThrow(new Error(`Not a HighValueOrder message: ${field} is required`));
    },
  );

  test.each([
    ['Type', 'OrderCreated', 'must be "HighValueOrder"'],
    ['Version', 2, 'must be 1'],
    ['Version', '1', 'must be 1'],
    ['OrderId', '', 'must not be empty'],
    ['Amount', '250', 'must be a number'],
    ['Amount', null, 'must be a number'],
    ['Amount', 100.001, 'must have at most two decimals'],
    ['Timestamp', '2025-05-03', time],
    ['ReceivedAt', 'yesterday', time],
    ['UserId', 7, 'must be a string'],
    ['ItemName', '', 'must not be empty'],
    ['Status', null, 'must be a string'],
    ['Quantity', 0, 'must be a whole number from 1 to 1,000,000'],
    ['Threshold', '100', 'must be a number'],
  ])('where %s is %j', (field, value, problem) => {
    const reading = () => parseAnnouncement({ ...anAnnouncement(), [field]: value });

    expect(reading).toThrow(new Error(`Not a HighValueOrder message: ${field} ${problem}`));
  });

  test('with every problem named', () => {
    const reading = () => parseAnnouncement({ Type: 'OrderCreated', OrderId: 'ORD-1', Amount: '250' });

    expect(reading).toThrow(
      new Error(
        'Not a HighValueOrder message: Type must be "HighValueOrder"; Version is required; ' +
          'Amount must be a number; Timestamp is required; ReceivedAt is required; Threshold is required',
      ),
    );
  });

  test.each([null, 'HighValueOrder', 1, true, []].map((value) => [value]))('where it is %j', (value) => {
    const reading = () => parseAnnouncement(value);

    expect(reading).toThrow(expect.objectContaining({ name: 'InvalidAnnouncementError' }));
  });

  test('where it is no object, which the error says of the message as a whole', () => {
    const reading = () => parseAnnouncement(null);

    expect(reading).toThrow(new Error('Not a HighValueOrder message: message must be a JSON object'));
  });
});
