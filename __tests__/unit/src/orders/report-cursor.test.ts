import { describe, expect, test } from '@jest/globals';
import { cursorAfter, parseReportQuery } from '../../../../src/orders/report-query.ts';
import { THREE_DAYS } from '../../../support/report.ts';

const order = { OrderId: 'ORD-1', Timestamp: '2025-05-04T12:00:00.000Z' };
const NOTIFIED_PLACE = 8;

/** A cursor of `request`, by default after an order that is notified. */
const cursorOf = (request: object, place = NOTIFIED_PLACE) =>
  cursorAfter(order, place, parseReportQuery(request));

/** What a cursor holds. */
const decode = (cursor: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString());

describe('a cursor', () => {
  test('holds a version, a digest of the query, and the position', () => {
    const content = decode(cursorOf(THREE_DAYS));

    expect(content).toStrictEqual({
      Version: 1,
      Query: expect.stringMatching(/^[\w-]{16}$/),
      Place: 8,
      ...order,
    });
  });

  test('is taken by its query', () => {
    const query = parseReportQuery({ ...THREE_DAYS, Cursor: cursorOf(THREE_DAYS) });

    expect(query.Cursor).toMatchObject({ Place: NOTIFIED_PLACE, ...order });
  });

  test('is taken by its query under another Limit', () => {
    const query = parseReportQuery({
      ...THREE_DAYS,
      Limit: 7,
      Cursor: cursorOf({ ...THREE_DAYS, Limit: 2 }),
    });

    expect(query.Cursor).toMatchObject(order);
  });

  test('is taken by its query with the times in another zone', () => {
    const From = '2025-05-03T02:00:00+02:00';

    const query = parseReportQuery({ ...THREE_DAYS, From, Cursor: cursorOf(THREE_DAYS) });

    expect(query.Cursor).toMatchObject(order);
  });

  test.each([
    ['any status', {}, 8],
    ['what is pending', { Status: 'pending' }, 7],
    ['what is notified', { Status: 'notified' }, 0],
  ])('of a query for %s can be at its last place', (_, status, place) => {
    const request = { ...THREE_DAYS, ...status };

    const query = parseReportQuery({ ...request, Cursor: cursorOf(request, place) });

    expect(query.Cursor).toMatchObject({ Place: place });
  });

  test('carries any OrderId', () => {
    const OrderId = '"Größe" 注文/7';
    const Cursor = cursorAfter({ ...order, OrderId }, 0, parseReportQuery(THREE_DAYS));

    const query = parseReportQuery({ ...THREE_DAYS, Cursor });

    expect(query.Cursor).toMatchObject({ OrderId });
  });
});

describe('a position at the edge of the query', () => {
  test.each(['2025-05-03T00:00:00.000Z', '2025-05-05T23:59:59.999Z'])('is taken: %s', (Timestamp) => {
    const Cursor = cursorAfter({ ...order, Timestamp }, 0, parseReportQuery(THREE_DAYS));

    const query = parseReportQuery({ ...THREE_DAYS, Cursor });

    expect(query.Cursor).toMatchObject({ Timestamp });
  });
});
