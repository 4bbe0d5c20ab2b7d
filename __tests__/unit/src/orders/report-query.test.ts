import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cursorAfter, InvalidReportError, parseReportQuery } from '../../../../src/orders/report-query.ts';
import { errorOf } from '../../../support/errors.ts';

const From = '2025-05-03T00:00:00Z';
const To = '2025-05-06T00:00:00Z';
const REQUEST = { From, To };
const NO_TIME = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';
const NO_SPAN = 'must be after From, by at most 31 days';
const NO_LIMIT = 'must be a whole number from 1 to 1,000';
const NO_STATUS = 'must be "notified" or "pending"';
const NO_FIELD = 'is not a field of a report';

const refusalOf = (input: unknown) => errorOf(() => parseReportQuery(input)) as InvalidReportError;

describe('a request', () => {
  test('of two times alone is for 100 orders of any status', () => {
    expect(parseReportQuery(REQUEST)).toStrictEqual({
      From: '2025-05-03T00:00:00.000Z',
      To: '2025-05-06T00:00:00.000Z',
      Limit: 100,
    });
  });

  test.each([{ Status: 'notified' }, { Status: 'pending' }, { Limit: 1 }, { Limit: 2 }, { Limit: 1_000 }])(
    'can have %j',
    (fields) => {
      expect(parseReportQuery({ ...REQUEST, ...fields })).toMatchObject(fields);
    },
  );

  test.each([
    ['1 ms', From, '2025-05-03T00:00:00.001Z'],
    ['31 days', '2025-05-01T00:00:00Z', '2025-06-01T00:00:00Z'],
    ['31 days of a leap year', '2024-02-01T12:00:00Z', '2024-03-03T12:00:00Z'],
    ['31 days in two zones', '2025-05-01T00:00+02:00', '2025-05-31T23:00:00+01:00'],
  ])('can be for %s, in UTC whatever the zone', (_, from, to) => {
    const query = parseReportQuery({ From: from, To: to });

    expect(query).toMatchObject({ From: new Date(from).toISOString(), To: new Date(to).toISOString() });
  });

  test('can be for more days where more are allowed', () => {
    const tenYears = { From: '2016-05-01T00:00:00.000Z', To: '2026-05-01T00:00:00.000Z' };

    expect(parseReportQuery(tenYears, 3_660)).toMatchObject(tenYears);
    expect(() => parseReportQuery(tenYears, 3_651)).toThrow('To must be after From, by at most 3651 days');
  });

  test('is what fixtures/report.json has', () => {
    const fixture = readFileSync(join(__dirname, '../../../../fixtures/report.json'), 'utf8');

    const query = parseReportQuery(JSON.parse(fixture));

    expect(query).toMatchObject({ From: '2025-05-01T00:00:00.000Z', To: '2025-05-31T00:00:00.000Z' });
  });
});

describe('a request is refused', () => {
  test.each([
    ['if it is null', null, 'must be a JSON object'],
    ['if it is a list', [REQUEST], 'must be a JSON object'],
    ['if it is a text', From, 'must be a JSON object'],
    ['if it is empty', {}, 'From is required; To is required'],
    ['if From has no zone', { From: '2025-05-01T00:00:00', To }, `From ${NO_TIME}`],
    ['if To does not exist', { From, To: '2025-05-32T00:00:00Z' }, `To ${NO_TIME}`],
    ['if To is a number', { From, To: 1746144000000 }, 'To must be a string'],
    ['if To is From', { From, To: From }, `To ${NO_SPAN}`],
    ['if To is before From', { From: To, To: From }, `To ${NO_SPAN}`],
    ['for 31 days and 1 ms', { From, To: '2025-06-03T00:00:00.001Z' }, `To ${NO_SPAN}`],
    ['for another Status', { ...REQUEST, Status: 'PENDING' }, `Status ${NO_STATUS}`],
    ['for a Status of null', { ...REQUEST, Status: null }, `Status ${NO_STATUS}`],
    ['for 0 orders', { ...REQUEST, Limit: 0 }, `Limit ${NO_LIMIT}`],
    ['for 1,001 orders', { ...REQUEST, Limit: 1_001 }, `Limit ${NO_LIMIT}`],
    ['for half an order', { ...REQUEST, Limit: 1.5 }, `Limit ${NO_LIMIT}`],
    ['if Limit is a text', { ...REQUEST, Limit: '10' }, 'Limit must be a number'],
    ['if Cursor is a number', { ...REQUEST, Cursor: 1 }, 'Cursor must be a string'],
    ['with a field in another casing', { ...REQUEST, status: 'pending' }, `status ${NO_FIELD}`],
    ['with an inherited name', { ...REQUEST, constructor: 1 }, `constructor ${NO_FIELD}`],
    ['with __proto__', JSON.parse(`{"__proto__":1,"From":"${From}","To":"${To}"}`), `__proto__ ${NO_FIELD}`],
    [
      'with every problem at once',
      { Form: From, Until: To, To: 'now', Status: '', Limit: -1, Cursor: '?' },
      `Form ${NO_FIELD}; Until ${NO_FIELD}; From is required; To ${NO_TIME}; Status ${NO_STATUS}; ` +
        `Limit ${NO_LIMIT}; Cursor is not a cursor of this query: it does not decode (omit it to start again)`,
    ],
    ['for To also if Limit is wrong', { From, To: From, Limit: 0 }, `Limit ${NO_LIMIT}; To ${NO_SPAN}`],
    [
      'for To also if Limit is text',
      { From, To: From, Limit: '10' },
      `Limit must be a number; To ${NO_SPAN}`,
    ],
  ])('%s', (_, input, problems) => {
    const message = `Invalid report: ${problems}`;

    expect(refusalOf(input)).toMatchObject({ name: 'InvalidReportError', message });
  });

  test('and never fails in another way, whatever it is', () => {
    const anything = fc.record({ From: fc.string(), To: fc.jsonValue(), Cursor: fc.jsonValue() });

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything), (input) => {
        expect(refusalOf(input)).toBeInstanceOf(InvalidReportError);
      }),
    );
  });
});

const order = { OrderId: 'ORD-1', Timestamp: '2025-05-04T12:00:00.000Z' };
const NOTIFIED_PLACE = 8;

/** A cursor of `request`, by default after an order that is notified. */
const cursorOf = (request: object, place = NOTIFIED_PLACE, after = order) =>
  cursorAfter(after, place, parseReportQuery(request));

const decode = (cursor: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(cursor, 'base64url').toString());
const base64 = (text: string) => Buffer.from(text).toString('base64url');
const encode = (content: unknown) => base64(JSON.stringify(content));

describe('a cursor', () => {
  test('holds a version, a digest of the query, and the position', () => {
    const content = decode(cursorOf(REQUEST));

    const Query = expect.stringMatching(/^[\w-]{16}$/);
    expect(content).toStrictEqual({ Version: 1, Query, Place: NOTIFIED_PLACE, ...order });
  });

  test.each([
    ['its query', REQUEST],
    ['its query under another Limit', { ...REQUEST, Limit: 7 }],
    ['its query with the times in another zone', { ...REQUEST, From: '2025-05-03T02:00:00+02:00' }],
  ])('is taken by %s', (_, request) => {
    const Cursor = cursorOf({ ...REQUEST, Limit: 2 });

    const query = parseReportQuery({ ...request, Cursor });

    expect(query.Cursor).toMatchObject({ Place: NOTIFIED_PLACE, ...order });
  });

  test.each([
    ['any status', {}, 8],
    ['what is pending', { Status: 'pending' }, 7],
    ['what is notified', { Status: 'notified' }, 0],
  ])('of a query for %s can be at its last place', (_, status, place) => {
    const request = { ...REQUEST, ...status };
    const Cursor = cursorOf(request, place);

    expect(parseReportQuery({ ...request, Cursor }).Cursor).toMatchObject({ Place: place });
  });

  test.each([
    { OrderId: '"Größe" 注文/7' },
    { Timestamp: '2025-05-03T00:00:00.000Z' },
    { Timestamp: '2025-05-05T23:59:59.999Z' },
  ])('can be after an order with %j', (fields) => {
    const Cursor = cursorOf(REQUEST, 0, { ...order, ...fields });

    expect(parseReportQuery({ ...REQUEST, Cursor }).Cursor).toMatchObject(fields);
  });
});

describe('a cursor is refused', () => {
  const notACursor = (reason: string) => ({
    path: 'Cursor',
    message: `is not a cursor of this query: ${reason} (omit it to start again)`,
  });

  test.each([
    ['another From', { From: '2025-05-03T00:00:00.001Z' }],
    ['another To', { To: '2025-05-06T00:00:00.001Z' }],
    ['another Status', { Status: 'notified' }],
  ])('by a query with %s', (_, change) => {
    const { issues } = refusalOf({ ...REQUEST, ...change, Cursor: cursorOf(REQUEST) });

    expect(issues).toEqual([notACursor('it belongs to another From, To or Status')]);
  });

  test.each([
    ['empty', ''],
    ['of other characters', '§§§'],
    ['text, not JSON', base64('ORD-1')],
    ['cut short', cursorOf(REQUEST).slice(0, -4)],
    ['a JSON text', encode('ORD-1')],
    ['null', encode(null)],
  ])('if it is %s', (_, Cursor) => {
    expect(refusalOf({ ...REQUEST, Cursor }).issues).toEqual([notACursor('it does not decode')]);
  });

  test.each([
    [{ Version: 2 }, 'its Version must be 1'],
    [{ Query: undefined }, 'its Query is required'],
    [{ Query: 1 }, 'its Query must be a string'],
    [{ Place: 'PENDING#0' }, 'its Place must be a number'],
    [{ Place: 9 }, 'its Place is unknown'],
    [{ Place: -1 }, 'its Place is unknown'],
    [{ Place: 0.5 }, 'its Place is unknown'],
    [{ Timestamp: '2025-05-02T23:59:59.999Z' }, 'its Timestamp is out of range'],
    [{ Timestamp: '2025-05-06T00:00:00.000Z' }, 'its Timestamp is out of range'],
    [{ Timestamp: 1 }, 'its Timestamp must be a string'],
    [{ Timestamp: '2025-05-04' }, `its Timestamp ${NO_TIME}`],
    [{ OrderId: '' }, 'its OrderId must not be empty'],
    [{ OrderId: undefined }, 'its OrderId is required'],
  ])('with %j', (change, reason) => {
    const Cursor = encode({ ...decode(cursorOf(REQUEST)), ...change });

    expect(refusalOf({ ...REQUEST, Cursor }).issues).toEqual([notACursor(reason)]);
  });

  test.each([
    ['pending', 8],
    ['notified', 1],
  ])('at a place that a query for what is %s does not read', (Status, place) => {
    const request = { ...REQUEST, Status };
    const Cursor = cursorOf(request, place);

    expect(refusalOf({ ...request, Cursor }).issues).toEqual([notACursor('its Place is unknown')]);
  });

  test.each([
    [{ From: 'now' }, ['From']],
    [{ To: 'now' }, ['To']],
    [{ Status: 'new' }, ['Status']],
    [{ From: '2025-05-03T00:00:00.001Z', Limit: '10' }, ['Limit', 'Cursor']],
  ])('by a query with %j, for the problems of %j', (change, paths) => {
    const refusal = refusalOf({ ...REQUEST, ...change, Cursor: cursorOf(REQUEST) });

    expect(refusal.issues.map(({ path }) => path)).toEqual(paths);
  });

  test('and never fails in another way, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(encode)), (Cursor) => {
        expect(refusalOf({ ...REQUEST, Cursor })).toBeInstanceOf(InvalidReportError);
      }),
    );
  });
});
