import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidReportError, parseReportQuery } from '../../../../src/orders/report-query.ts';
import { errorOf } from '../../../support/errors.ts';

const From = '2025-05-01T00:00:00Z';
const To = '2025-05-02T00:00:00Z';
const NO_TIME = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';
const NO_SPAN = 'must be after From, by at most 31 days';
const NO_LIMIT = 'must be a whole number from 1 to 1,000';

const refusalOf = (input: unknown) => errorOf(() => parseReportQuery(input)) as InvalidReportError;

describe('a request', () => {
  test('of two times alone is for 100 orders of any status', () => {
    const query = parseReportQuery({ From, To });

    expect(query).toStrictEqual({
      From: '2025-05-01T00:00:00.000Z',
      To: '2025-05-02T00:00:00.000Z',
      Limit: 100,
    });
  });

  test('has its times in UTC, whatever their zone', () => {
    const query = parseReportQuery({ From: '2025-05-01T02:00+02:00', To: '2025-05-01T00:00:00.5Z' });

    expect(query).toMatchObject({ From: '2025-05-01T00:00:00.000Z', To: '2025-05-01T00:00:00.500Z' });
  });

  test.each(['notified', 'pending'])('can be for the %s', (Status) => {
    const query = parseReportQuery({ From, To, Status });

    expect(query.Status).toBe(Status);
  });

  test.each([1, 2, 999, 1_000])('can be for %d orders', (Limit) => {
    const query = parseReportQuery({ From, To, Limit });

    expect(query.Limit).toBe(Limit);
  });

  test.each([
    ['1 ms', From, '2025-05-01T00:00:00.001Z'],
    ['31 days', From, '2025-06-01T00:00:00Z'],
    ['31 days of a leap year', '2024-02-01T12:00:00Z', '2024-03-03T12:00:00Z'],
    ['31 days in two zones', '2025-05-01T00:00:00+02:00', '2025-05-31T23:00:00+01:00'],
  ])('can be for %s', (_, from, to) => {
    const query = parseReportQuery({ From: from, To: to });

    expect(query).toMatchObject({ From: new Date(from).toISOString(), To: new Date(to).toISOString() });
  });

  test('is what fixtures/report.json has', () => {
    const fixture = readFileSync(join(__dirname, '../../../../fixtures/report.json'), 'utf8');

    const query = parseReportQuery(JSON.parse(fixture));

    expect(query).toMatchObject({ From: '2025-05-01T00:00:00.000Z', To: '2025-05-31T00:00:00.000Z' });
  });
});

describe('a request is refused', () => {
  test.each([
    ['that is no object', null, 'must be a JSON object'],
    ['that is a list', [{ From, To }], 'must be a JSON object'],
    ['that is a text', From, 'must be a JSON object'],
    ['that is empty', {}, 'From is required; To is required'],
    ['without From', { To }, 'From is required'],
    ['without To', { From }, 'To is required'],
    ['whose From has no zone', { From: '2025-05-01T00:00:00', To }, `From ${NO_TIME}`],
    ['whose To does not exist', { From, To: '2025-05-32T00:00:00Z' }, `To ${NO_TIME}`],
    ['whose To is a number', { From, To: 1746144000000 }, 'To must be a string'],
    ['whose To is From', { From, To: From }, `To ${NO_SPAN}`],
    ['whose To is before From', { From: To, To: From }, `To ${NO_SPAN}`],
    ['for 31 days and 1 ms', { From, To: '2025-06-01T00:00:00.001Z' }, `To ${NO_SPAN}`],
    ['of another Status', { From, To, Status: 'PENDING' }, 'Status must be "notified" or "pending"'],
    ['whose Status is null', { From, To, Status: null }, 'Status must be "notified" or "pending"'],
    ['for 0 orders', { From, To, Limit: 0 }, `Limit ${NO_LIMIT}`],
    ['for 1,001 orders', { From, To, Limit: 1_001 }, `Limit ${NO_LIMIT}`],
    ['for half an order', { From, To, Limit: 1.5 }, `Limit ${NO_LIMIT}`],
    ['whose Limit is a text', { From, To, Limit: '10' }, 'Limit must be a number'],
    ['whose Cursor is a number', { From, To, Cursor: 1 }, 'Cursor must be a string'],
    ['with a field in another casing', { From, To, status: 'pending' }, 'status is not a field of a report'],
    ['with an inherited name', { From, To, constructor: 1 }, 'constructor is not a field of a report'],
    [
      'with __proto__',
      JSON.parse(`{"__proto__":1,"From":"${From}","To":"${To}"}`),
      '__proto__ is not a field of a report',
    ],
  ])('%s', (_, input, problem) => {
    const refusal = refusalOf(input);

    expect(refusal.message).toBe(`Invalid report: ${problem}`);
  });

  test('with every problem at once', () => {
    const refusal = refusalOf({ Form: From, Until: To, To: 'now', Status: '', Limit: -1, Cursor: '?' });

    expect(refusal.message).toBe(
      'Invalid report: Form is not a field of a report; ' +
        'Until is not a field of a report; ' +
        'From is required; ' +
        `To ${NO_TIME}; ` +
        'Status must be "notified" or "pending"; ' +
        `Limit ${NO_LIMIT}; ` +
        'Cursor is not a cursor of this query: it does not decode (omit it to start again)',
    );
  });

  test('for its times also where another field is wrong', () => {
    const refusal = refusalOf({ From, To: From, Limit: 0 });

    expect(refusal.issues).toEqual([
      { path: 'Limit', message: NO_LIMIT },
      { path: 'To', message: NO_SPAN },
    ]);
  });

  test('for its times also where another field is of another type', () => {
    const refusal = refusalOf({ From, To: From, Limit: '10' });

    expect(refusal.issues).toEqual([
      { path: 'Limit', message: 'must be a number' },
      { path: 'To', message: NO_SPAN },
    ]);
  });

  test('with an error of its own name', () => {
    const refusal = refusalOf({});

    expect(refusal).toBeInstanceOf(InvalidReportError);
    expect(refusal.name).toBe('InvalidReportError');
  });

  test('and never in another way, whatever it is', () => {
    const anything = fc.record({ From: fc.string(), To: fc.jsonValue(), Cursor: fc.jsonValue() });

    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), anything), (input) => {
        const refusal = refusalOf(input);

        expect(refusal).toBeInstanceOf(InvalidReportError);
      }),
    );
  });
});
