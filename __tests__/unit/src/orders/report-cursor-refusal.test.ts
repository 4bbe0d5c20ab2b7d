import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cursorAfter, InvalidReportError, parseReportQuery } from '../../../../src/orders/report-query.ts';
import { errorOf } from '../../../support/errors.ts';
import { THREE_DAYS } from '../../../support/report.ts';

const order = { OrderId: 'ORD-1', Timestamp: '2025-05-04T12:00:00.000Z' };
const NOTIFIED_PLACE = 8;
const NO_TIME = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';

/** A cursor of `request`, by default after an order that is notified. */
const cursorOf = (request: object, place = NOTIFIED_PLACE) =>
  cursorAfter(order, place, parseReportQuery(request));

/** What a cursor holds. */
const decode = (cursor: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString());

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

const refusalOf = (request: object) => errorOf(() => parseReportQuery(request)) as InvalidReportError;

describe('a cursor is refused', () => {
  test.each([
    ['with another From', { From: '2025-05-03T00:00:00.001Z' }],
    ['with another To', { To: '2025-05-06T00:00:00.001Z' }],
    ['with another Status', { Status: 'notified' }],
  ])('by a query %s', (_, change) => {
    const refusal = refusalOf({ ...THREE_DAYS, ...change, Cursor: cursorOf(THREE_DAYS) });

    expect(refusal.message).toBe(
      'Invalid report: Cursor is not a cursor of this query: it belongs to another From, To or Status (omit it to start again)',
    );
  });

  test.each([
    ['empty', ''],
    ['of other characters', '§§§'],
    ['text, not JSON', Buffer.from('ORD-1').toString('base64url')],
    ['cut short', cursorOf(THREE_DAYS).slice(0, -4)],
    ['a JSON text', encode('ORD-1')],
    ['null', encode(null)],
  ])('that is %s', (_, Cursor) => {
    const refusal = refusalOf({ ...THREE_DAYS, Cursor });

    const message = 'is not a cursor of this query: it does not decode (omit it to start again)';
    expect(refusal.issues).toEqual([{ path: 'Cursor', message }]);
  });

  test.each([
    ['another Version', { Version: 2 }, 'its Version must be 1'],
    ['no Query', { Query: undefined }, 'its Query is required'],
    ['a Query that is no text', { Query: 1 }, 'its Query must be a string'],
    ['a Place that is no number', { Place: 'PENDING#0' }, 'its Place must be a number'],
    ['a Place after the last', { Place: 9 }, 'its Place is unknown'],
    ['a Place before the first', { Place: -1 }, 'its Place is unknown'],
    ['a Place between two', { Place: 0.5 }, 'its Place is unknown'],
    ['a Timestamp before From', { Timestamp: '2025-05-02T23:59:59.999Z' }, 'its Timestamp is out of range'],
    ['a Timestamp of To', { Timestamp: '2025-05-06T00:00:00.000Z' }, 'its Timestamp is out of range'],
    ['a Timestamp that is no text', { Timestamp: 1 }, 'its Timestamp must be a string'],
    ['a Timestamp that is no time', { Timestamp: '2025-05-04' }, `its Timestamp ${NO_TIME}`],
    ['an empty OrderId', { OrderId: '' }, 'its OrderId must not be empty'],
    ['a long OrderId', { OrderId: 'x'.repeat(257) }, 'its OrderId must be at most 256 UTF-8 bytes'],
    ['no OrderId', { OrderId: undefined }, 'its OrderId is required'],
  ])('with %s', (_, change, reason) => {
    const Cursor = encode({ ...decode(cursorOf(THREE_DAYS)), ...change });

    const refusal = refusalOf({ ...THREE_DAYS, Cursor });

    const message = `is not a cursor of this query: ${reason} (omit it to start again)`;
    expect(refusal.issues).toEqual([{ path: 'Cursor', message }]);
  });

  test.each([
    ['pending', 8],
    ['notified', 1],
  ])('at a place that a query for what is %s does not read', (Status, place) => {
    const request = { ...THREE_DAYS, Status };

    const refusal = refusalOf({ ...request, Cursor: cursorOf(request, place) });

    expect(refusal.message).toContain('its Place is unknown');
  });

  test.each([
    ['From', { From: 'now' }],
    ['To', { To: 'now' }],
    ['Status', { Status: 'new' }],
  ])('for not fitting only where the query is known, not with a wrong %s', (field, change) => {
    const refusal = refusalOf({ ...THREE_DAYS, ...change, Cursor: cursorOf(THREE_DAYS) });

    expect(refusal.issues).toEqual([{ path: field, message: expect.any(String) }]);
  });

  test('of another query also where another field is of another type', () => {
    const From = '2025-05-03T00:00:00.001Z';

    const refusal = refusalOf({ ...THREE_DAYS, From, Limit: '10', Cursor: cursorOf(THREE_DAYS) });

    expect(refusal.issues.map(({ path }) => path)).toEqual(['Limit', 'Cursor']);
  });

  test('and never in another way, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(encode)), (Cursor) => {
        const refusal = refusalOf({ ...THREE_DAYS, Cursor });

        expect(refusal).toBeInstanceOf(InvalidReportError);
      }),
    );
  });
});
