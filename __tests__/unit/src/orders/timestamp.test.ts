import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseOrder } from '../../../../src/orders/order.ts';
import { timeInAZone } from '../../../support/arbitraries.ts';
import { refusalOf } from '../../../support/errors.ts';

const OrderId = 'ORD-1';
const REFUSED = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';

describe('a Timestamp is kept in UTC with milliseconds', () => {
  test.each([
    ['2025-05-03T12:00:00Z', '2025-05-03T12:00:00.000Z'],
    ['2025-05-03T12:00Z', '2025-05-03T12:00:00.000Z'],
    ['2025-05-03T12:00:00.5Z', '2025-05-03T12:00:00.500Z'],
    ['2025-05-03T12:00:00.123456789Z', '2025-05-03T12:00:00.123Z'],
    ['2025-05-03T12:00:00.9999Z', '2025-05-03T12:00:00.999Z'],
    ['2025-05-03T19:59:59.999Z', '2025-05-03T19:59:59.999Z'],
    ['2025-05-03T23:59:59.999Z', '2025-05-03T23:59:59.999Z'],
    ['2025-05-03T12:00:00+02:00', '2025-05-03T10:00:00.000Z'],
    ['2025-05-03T12:00:00.25-05:30', '2025-05-03T17:30:00.250Z'],
    ['2025-05-03T12:00+00:00', '2025-05-03T12:00:00.000Z'],
    ['2025-12-31T23:30:00-01:00', '2026-01-01T00:30:00.000Z'],
    ['2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000Z'],
    ['2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59-00:00', '9999-12-31T23:59:59.000Z'],
  ])('%s as %s', (Timestamp, expected) => {
    expect(parseOrder({ OrderId, Timestamp }).Timestamp).toBe(expected);
  });

  test('in any zone', () => {
    fc.assert(
      fc.property(timeInAZone, ({ time, written }) => {
        expect(parseOrder({ OrderId, Timestamp: written }).Timestamp).toBe(time.toISOString());
      }),
    );
  });
});

describe('a Timestamp is refused', () => {
  test.each([
    ['without a zone', '2025-05-03T12:00:00'],
    ['without a time', '2025-05-03'],
    ['with a zone but no time', '2025-05-03Z'],
    ['with the hour alone', '2025-05-03T12Z'],
    ['of 30 February', '2025-02-30T12:00:00Z'],
    ['of 30 February at an offset', '2025-02-30T00:30:00+01:00'],
    ['of 29 February in a common year', '2025-02-29T12:00:00Z'],
    ['of 29 February 1900', '1900-02-29T12:00:00Z'],
    ['of 31 April', '2025-04-31T12:00:00Z'],
    ['of day 0', '2025-05-00T12:00:00Z'],
    ['of day 32', '2025-05-32T12:00:00Z'],
    ['of month 0', '2025-00-03T12:00:00Z'],
    ['of month 13', '2025-13-03T12:00:00Z'],
    ['at hour 24', '2025-05-03T24:00:00Z'],
    ['at hour 30', '2025-05-03T30:00:00Z'],
    ['at minute 60', '2025-05-03T12:60:00Z'],
    ['at second 60', '2025-05-03T12:00:60Z'],
    ['with ten decimals', '2025-05-03T12:00:00.1234567890Z'],
    ['with a point and no decimals', '2025-05-03T12:00:00.Z'],
    ['with a decimal comma', '2025-05-03T12:00:00,5Z'],
    ['with decimals of a minute', '2025-05-03T12:00.5Z'],
    ['with an offset of 24 hours', '2025-05-03T12:00:00+24:00'],
    ['with an offset of 60 minutes', '2025-05-03T12:00:00+01:60'],
    ['with an offset without a colon', '2025-05-03T12:00:00+0200'],
    ['with an offset of hours alone', '2025-05-03T12:00:00+02'],
    ['in lower case', '2025-05-03t12:00:00z'],
    ['with a space instead of the T', '2025-05-03 12:00:00Z'],
    ['without separators', '20250503T120000Z'],
    ['with a year of two digits', '25-05-03T12:00:00Z'],
    ['with a year of six digits', '+002025-05-03T12:00:00Z'],
    ['after a space', ' 2025-05-03T12:00:00Z'],
    ['before a line end', '2025-05-03T12:00:00Z\n'],
    ['before the character NUL, where Date stops reading', '2025-05-03T12:00:00Z\u0000and more'],
    ['after year 9999 in UTC', '9999-12-31T23:59:59-00:01'],
    ['before year 0 in UTC', '0000-01-01T00:00:00+00:01'],
    ['as prose', 'May 3, 2025 12:00:00 UTC'],
    ['if it is empty', ''],
  ])('%s', (_, Timestamp) => {
    expect(refusalOf({ OrderId, Timestamp }).message).toBe(`Invalid order ORD-1: Timestamp ${REFUSED}`);
  });

  test('as anything but a string', () => {
    for (const Timestamp of [1746273600000, null, {}, ['2025-05-03T12:00:00Z']]) {
      expect(refusalOf({ OrderId, Timestamp }).message).toBe(
        'Invalid order ORD-1: Timestamp must be a string',
      );
    }
  });
});
