import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { announcementOf, parseAnnouncement } from '../../../../../src/orders/announcement.ts';
import { parseOrder, receive } from '../../../../../src/orders/order.ts';
import { EXCEPTIONS } from '../../../../../tools/commands/contract/field-schema.ts';
import { camelCase, FIELDS, sampleFields } from '../../../../../tools/service/order-fields.ts';
import { almostAnOrder, anyText, cents, order, orderAsSent } from '../../../../support/arbitraries.ts';
import { problemsBy } from '../../../../support/contract-files.ts';
import { refusalOf } from '../../../../support/errors.ts';
import { read } from '../../../../support/markdown.ts';
import { aFullOrder, anAnnouncement, aReceivedOrder } from '../../../../support/orders.ts';

const NUM_RUNS = 1_000;
const problemsOfOrder = problemsBy('order.schema.json');
const problemsOfAnnouncement = problemsBy('high-value-order.schema.json');

/** The refusals that the schema's description lists as exceptions. */
const LISTED = [
  /^\w+ must be at most 256 UTF-8 bytes$/,
  /^\w+ must be well-formed Unicode /,
  /^\w+ must have at most two decimals$/,
  /^\w+ must be an existing date and time /,
];

/** A value at or beside the bounds of some field. */
const value = fc.oneof(
  anyText,
  fc.constantFrom('x'.repeat(256), 'x'.repeat(257), 'é'.repeat(129), ' x', 'x ', '\ufeffx', 'x\u2029', ''),
  fc.constantFrom(0, -0.01, 1, 1.5, 0.07, 1e6, 1e6 + 1, 1e9, 1e9 + 0.01, 1e21, -1, null, true),
  cents.map((count) => count / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom('2025-02-30T12:00:00Z', '2025-05-03T24:00Z', '2025-05-03T12:00+02:00', '2025-05-03'),
  fc
    .tuple(fc.constantFrom(...Object.values(sampleFields())), fc.constantFrom('', 'Z', '\n'))
    .map(([sample, end]) => (typeof sample === 'string' ? sample + end : sample)),
);

/** An order in which some fields have values near their bounds, or another casing. */
const nearlyAnOrder = fc
  .tuple(
    orderAsSent,
    fc.dictionary(fc.constantFrom(...FIELDS, ...FIELDS.map(camelCase), 'Currency', 'ReceivedAt'), value, {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  )
  .map(([sent, changes]): unknown => ({ ...sent, ...changes }));

const candidate = fc.oneof({ arbitrary: nearlyAnOrder, weight: 4 }, almostAnOrder);

describe('order.schema.json', () => {
  test('accepts what parseOrder accepts', () => {
    fc.assert(
      fc.property(fc.oneof(orderAsSent, candidate), (input) => {
        fc.pre(refusalsOf(input).length === 0);

        expect(problemsOfOrder(input)).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  test('accepts nothing that parseOrder refuses, save the exceptions in its description', () => {
    fc.assert(
      fc.property(candidate, (input) => {
        fc.pre(problemsOfOrder(input).length === 0);

        const refusals = refusalsOf(input);

        expect(refusals.filter((refusal) => !LISTED.some((listed) => listed.test(refusal)))).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  test.each([
    ['a text of 258 bytes in 129 characters', { OrderId: 'é'.repeat(129) }, LISTED[0]],
    ['half a surrogate pair', { OrderId: '\ud800' }, LISTED[1]],
    ['an amount with three decimals', { orderId: 'A', amount: 0.001 }, LISTED[2]],
    ['30 February', { OrderId: 'A', Timestamp: '2025-02-30T12:00:00Z' }, LISTED[3]],
  ])('accepts %s, as it lists', (_, input, listed) => {
    expect(problemsOfOrder(input)).toEqual([]);
    expect(refusalsOf(input)).toEqual([expect.stringMatching(listed ?? '')]);
  });

  test.each([
    ['a text of 257 characters', { OrderId: 'A', Status: 'x'.repeat(257) }],
    ['a control character in an OrderId', { OrderId: 'A\u009fB' }],
    ['an amount over the highest', { OrderId: 'A', Amount: 1_000_000_001 }],
    ['an hour that no day has', { OrderId: 'A', Timestamp: '2025-05-03T24:00Z' }],
    ['a time without a zone', { OrderId: 'A', Timestamp: '2025-05-03T12:00:00' }],
  ])('refuses %s, where no exception applies', (_, input) => {
    expect(problemsOfOrder(input)).not.toEqual([]);
    expect(refusalsOf(input)).not.toEqual([]);
  });

  test('lists its exceptions, and no others', () => {
    const { description } = JSON.parse(read('contract/order.schema.json'));

    expect(description.match(/^- .*$/gm)).toEqual(EXCEPTIONS.map((exception) => `- ${exception}`));
    expect(EXCEPTIONS).toHaveLength(LISTED.length);
  });

  function refusalsOf(input: unknown): string[] {
    try {
      parseOrder(input);
      return [];
    } catch {
      return refusalOf(input).issues.map(({ path, message }) => `${path} ${message}`);
    }
  }
});

describe('high-value-order.schema.json', () => {
  test('accepts the announcement of every order', () => {
    fc.assert(
      fc.property(
        orderAsSent,
        cents,
        fc.date({ min: new Date(0), max: new Date(1e14), noInvalidDate: true }),
        (sent, count, now) => {
          const received = receive(parseOrder(sent), now);
          const announcement = announcementOf({ ...received, Amount: count / 100 }, 100);

          expect(problemsOfAnnouncement(announcement)).toEqual([]);
        },
      ),
      { numRuns: NUM_RUNS },
    );
  });

  test('accepts the announcement of an order from before SQS refused its text, and fields of later versions', () => {
    const stored = { ...aReceivedOrder(), ItemName: 'a\uffffb', Amount: 250 };

    expect(problemsOfAnnouncement({ ...announcementOf(stored, 100), Currency: 'EUR' })).toEqual([]);
  });

  test('accepts nothing that parseAnnouncement refuses, save the exceptions in its description', () => {
    const fields = Object.keys({ ...anAnnouncement(), ...aFullOrder() });
    const changes = fc.dictionary(fc.constantFrom(...fields), value, {
      minKeys: 1,
      maxKeys: 2,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(order, changes, (given, changed) => {
        const input = { ...announcementOf({ ...aReceivedOrder(), ...given, Amount: 250 }, 100), ...changed };
        fc.pre(problemsOfAnnouncement(input).length === 0);

        const problems = refusalOfAnnouncement(input);

        expect(problems.filter((problem) => !LISTED.some((listed) => listed.test(problem)))).toEqual([]);
      }),
      { numRuns: NUM_RUNS },
    );
  });

  function refusalOfAnnouncement(input: unknown): string[] {
    try {
      parseAnnouncement(input);
      return [];
    } catch (error) {
      return String(error)
        .replace('InvalidAnnouncementError: Not a HighValueOrder message: ', '')
        .split('; ');
    }
  }
});

test.each(['order.schema.json', 'high-value-order.schema.json'])('the examples of %s are valid', (file) => {
  const { examples } = JSON.parse(read(`contract/${file}`));

  expect(examples.length).toBeGreaterThan(3);
  expect(examples.flatMap(problemsBy(file))).toEqual([]);
});
