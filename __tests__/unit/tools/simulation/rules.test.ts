import { describe, expect, test } from '@jest/globals';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import type { Invocation } from '../../../../tools/simulation/lambda/invocation.ts';
import type { Item } from '../../../../tools/simulation/models/expressions.ts';
import { createRules, type Rules } from '../../../../tools/simulation/rules/rules.ts';
import { DAY_MS } from '../../../../tools/simulation/settings.ts';
import { type Input, inputOf } from '../../../../tools/simulation/workload/inputs.ts';

const TIME = '2025-05-03T12:00:00.000Z';
const LATER = '2025-05-03T12:00:00.001Z';
const ORDER = { OrderId: 'ORD-1', Amount: 250, Timestamp: TIME };
const LOW_ORDER = { OrderId: 'ORD-2', Amount: 100, Timestamp: TIME };

/** The items of a high-value order, pending and notified, and of an order at the threshold. */
const PENDING: Item = { ...ORDER, ReceivedAt: TIME, NotificationStatus: pendingStatus('ORD-1') };
const NOTIFIED: Item = { ...PENDING, NotificationStatus: 'NOTIFIED#2025-05-03', NotifiedAt: TIME };
const LOW: Item = { ...LOW_ORDER, ReceivedAt: TIME };

const valid = inputOf(ORDER);
const conflicting = inputOf({ ...ORDER, Amount: 251 });
const invalid = { text: '[]' };

const MAX_RECEIVE_COUNT = 3;

const NONE = 'no rule';

/** The rule that the events break while the table has these items. That no rule is too strict, 2,000 schedules show. */
function brokenBy(events: (rules: Rules) => void, ...items: Item[]): string {
  return brokenWith(0, events, ...items);
}

/** The same, with ORDER_RETENTION_DAYS. The events can set the time, in days. */
function brokenWith(
  retentionDays: number,
  events: (rules: Rules, clock: { days: number }) => void,
  ...items: Item[]
): string {
  const clock = { days: 0 };
  const rules = createRules({
    inputs: [valid, conflicting, invalid, inputOf(LOW_ORDER)],
    item: (id) => items.find(({ OrderId }) => OrderId === id),
    maxReceiveCount: MAX_RECEIVE_COUNT,
    retentionDays,
    now: () => clock.days * DAY_MS,
  });
  events(rules, clock);
  return rules.violation()?.rule ?? NONE;
}

function invocation(fields: Partial<Invocation> = {}): Invocation {
  const ended = { isRunning: false, hadFault: false, hasCrashed: false, maybeUpdated: new Set<string>() };
  return {
    name: 'it',
    startedAt: 0,
    now: () => new Date(0),
    remainingMs: () => 0,
    crash: () => {},
    ...ended,
    ...fields,
  };
}

const faulty = () => invocation({ hadFault: true });
const message = (body: string) => ({ messageId: 'm1', body });
const announcement = (order: object = ORDER) =>
  JSON.stringify({ Type: 'HighValueOrder', Version: 1, ...order, ReceivedAt: TIME, Threshold: 100 });
const failedWith = (name: string) => ({ error: Object.assign(new Error('no'), { name }) });

describe('a write to the table', () => {
  const { NotificationStatus, ...withoutStatus } = PENDING;
  const CHANGED = 'a stored order never changes';
  const NOTIFIED_AT = 'NotifiedAt never changes';
  const STATUS = 'a high-value order is pending or notified, any other is neither';
  const SENT = 'a stored order is as it was sent';

  test.each([
    ['of a pending high-value order', NONE, undefined, PENDING],
    ['of an order at the threshold', NONE, undefined, LOW],
    ['of an acknowledgement', NONE, PENDING, NOTIFIED],
    ['of another amount', CHANGED, PENDING, { ...PENDING, Amount: 251 }],
    ['of another time of receipt', CHANGED, PENDING, { ...PENDING, ReceivedAt: LATER }],
    ['of an additional field', CHANGED, LOW, { ...LOW, UserId: 'U1' }],
    ['of another NotifiedAt', NOTIFIED_AT, NOTIFIED, { ...NOTIFIED, NotifiedAt: LATER }],
    ['that removes NotifiedAt', NOTIFIED_AT, NOTIFIED, PENDING],
    ['of an order that nobody sent', SENT, undefined, { ...PENDING, UserId: 'U1' }],
    ['of a notified new order', 'a new order is not yet notified', undefined, NOTIFIED],
    ['of a high-value order outside the index', STATUS, undefined, withoutStatus],
    ['to an unknown partition', STATUS, undefined, { ...PENDING, NotificationStatus: 'PENDING#8' }],
    ['of a low order to the index', STATUS, undefined, { ...LOW, NotificationStatus: 'PENDING#1' }],
    ['that notifies a low order', STATUS, LOW, { ...LOW, NotifiedAt: 'now' }],
    ['of NotifiedAt alone', STATUS, PENDING, { ...PENDING, NotifiedAt: TIME }],
    [
      'to the partition of another day',
      STATUS,
      PENDING,
      { ...NOTIFIED, NotificationStatus: 'NOTIFIED#2025-05-04' },
    ],
  ])('%s breaks: %s', (_, rule, before, after) => {
    expect(brokenBy((rules) => rules.written(before, after, invocation()))).toBe(rule);
  });
});

describe('with a retention', () => {
  const EXPIRES = 'an order expires once it is finished, after its retention';
  const AGAIN = 'no message stores an order that another message stored before';
  const ExpiresAt = Date.parse('2025-06-02T12:00:00.000Z') / 1_000;
  const lowWithExpiry = { ...LOW, ExpiresAt };
  const notifiedWithExpiry = { ...NOTIFIED, ExpiresAt };

  test.each([
    ['of a pending order', NONE, 30, undefined, PENDING],
    ['of an order at the threshold', NONE, 30, undefined, lowWithExpiry],
    ['of an acknowledgement', NONE, 30, PENDING, notifiedWithExpiry],
    ['of a pending order that expires', EXPIRES, 30, undefined, { ...PENDING, ExpiresAt }],
    ['of an order at the threshold that never expires', EXPIRES, 30, undefined, LOW],
    ['of an acknowledgement after which the order never expires', EXPIRES, 30, PENDING, NOTIFIED],
    ['of an expiry in milliseconds', EXPIRES, 30, undefined, { ...LOW, ExpiresAt: 1_000 * ExpiresAt }],
    ['of a later expiry', EXPIRES, 30, notifiedWithExpiry, { ...NOTIFIED, ExpiresAt: ExpiresAt + 1 }],
    ['of an expiry where there is no retention', EXPIRES, 0, undefined, lowWithExpiry],
  ])('a write %s breaks: %s', (_, rule, days, before, after) => {
    expect(brokenWith(days, (rules) => rules.written(before, after, invocation()))).toBe(rule);
  });

  test.each([
    ['a pending order', 'no order is removed while it is owed', PENDING],
    ['an order that is not logged', 'every notified order is logged as acknowledged', notifiedWithExpiry],
    ['an order at the threshold', NONE, lowWithExpiry],
  ])('the removal of %s breaks: %s', (_, rule, item) => {
    expect(brokenWith(30, (rules) => rules.removed(item))).toBe(rule);
  });

  test.each([
    ['without being sent again', AGAIN, undefined],
    ['though it was sent again only days after it was finished', AGAIN, 11],
    ['after it was sent again weeks later', NONE, 13],
  ])('an order that is stored again %s breaks: %s', (_, rule, sentAgainAfterDays) => {
    const broken = brokenWith(30, (rules, clock) => {
      rules.requested([inputOf(LOW_ORDER)]);
      rules.written(undefined, lowWithExpiry, invocation());
      if (sentAgainAfterDays !== undefined) {
        clock.days = sentAgainAfterDays;
        rules.requested([inputOf(LOW_ORDER)]);
      }
      clock.days = 31;
      rules.removed(lowWithExpiry);
      rules.written(undefined, lowWithExpiry, invocation());
    });

    expect(broken).toBe(rule);
  });

  test('an order that is removed and stored again can be logged as stored and acknowledged again', () => {
    const broken = brokenWith(30, (rules) => {
      for (const outcome of ['stored', 'acknowledged']) rules.logged(invocation(), 'ORD-1', outcome);
      rules.removed(notifiedWithExpiry);
      for (const outcome of ['stored', 'acknowledged']) rules.logged(invocation(), 'ORD-1', outcome);
    });

    expect(broken).toBe(NONE);
  });

  test.each([
    ['during an invocation', NONE, invocation({ startedAt: 0 })],
    [
      'before an invocation',
      'a handled message has taken effect',
      invocation({ startedAt: 31 * DAY_MS + 1 }),
    ],
  ])('a duplicate of an order that was removed %s breaks: %s', (_, rule, by) => {
    const broken = brokenWith(30, (rules, clock) => {
      clock.days = 31;
      rules.removed(lowWithExpiry);
      rules.handled('OrderQueue', message(inputOf(LOW_ORDER).text), by);
    });

    expect(broken).toBe(rule);
  });

  test.each([
    [30, 'every finished order is removed some days after its retention'],
    [0, NONE],
  ])('an order that is left in the end, with a retention of %i days, breaks: %s', (days, rule) => {
    expect(brokenWith(days, (rules) => rules.expired([LOW]))).toBe(rule);
  });
});

const ANNOUNCED = 'an announcement is a stored high-value order';
test.each([
  ['of a stored high-value order', NONE, ORDER],
  ['of an order at the threshold', ANNOUNCED, LOW],
  ['of an unknown order', ANNOUNCED, { ...ORDER, OrderId: 'ORD-3' }],
  ['with another amount', ANNOUNCED, { ...ORDER, Amount: 251 }],
  ['with a field that is not stored', ANNOUNCED, { ...ORDER, UserId: 'U1' }],
])('an announcement %s breaks: %s', (_, rule, order) => {
  expect(brokenBy((rules) => rules.announced(announcement(order)), PENDING, LOW)).toBe(rule);
});

describe('a handled message', () => {
  const REFUSED = 'an invalid message becomes a dead letter';
  const DONE = 'a handled message has taken effect';

  test.each([
    ['OrderQueue', 'a notified order', NONE, valid.text, NOTIFIED],
    ['OrderQueue', 'a pending order that is not announced', DONE, valid.text, PENDING],
    ['OrderQueue', 'an order that is not stored', DONE, valid.text, LOW],
    ['OrderQueue', 'invalid text', REFUSED, invalid.text, PENDING],
    ['OrderQueue', 'a conflict', REFUSED, conflicting.text, NOTIFIED],
    ['HighValueQueue', 'the announcement of a notified order', NONE, announcement(), NOTIFIED],
    ['HighValueQueue', 'the announcement of a pending order', DONE, announcement(), PENDING],
    ['HighValueQueue', 'invalid text', REFUSED, invalid.text, NOTIFIED],
  ] as const)('of %s with %s breaks: %s', (queue, _, rule, body, item) => {
    expect(brokenBy((rules) => rules.handled(queue, message(body), invocation()), item)).toBe(rule);
  });
});

test.each<[string, string, (rules: Rules) => void]>([
  [
    'after a receive without a fault',
    'a valid message becomes a dead letter only through faults',
    (rules) => {
      for (let receive = 1; receive < MAX_RECEIVE_COUNT; receive++) rules.receiveFailed('m1');
    },
  ],
  ['after it was duplicated', NONE, (rules) => rules.duplicated('m1')],
])('an order that becomes a dead letter %s breaks: %s', (_, rule, events) => {
  const broken = brokenBy((rules) => {
    events(rules);
    rules.deadLetter('OrderQueue', message(valid.text));
  }, PENDING);

  expect(broken).toBe(rule);
});

const nothing = () => {};
const acknowledged = (rules: Rules) => rules.written(PENDING, NOTIFIED, invocation());
test.each<[string, string, (rules: Rules) => void, Item[], string[]]>([
  ['a message is missing', 'no message is lost', (rules) => rules.sent('m1'), [], []],
  ['a message is waiting', 'the queues drain', nothing, [], ['m1']],
  ['an order is pending', 'every high-value order is eventually notified', nothing, [LOW, PENDING], []],
  [
    'an acknowledged order is not logged',
    'every notified order is logged as acknowledged',
    acknowledged,
    [NOTIFIED],
    [],
  ],
])('the end, when %s, breaks: %s', (_, rule, events, items, waiting) => {
  const broken = brokenBy((rules) => {
    events(rules);
    rules.ended(items, waiting);
  });

  expect(broken).toBe(rule);
});

test.each([
  ['stored', 'an order is logged as stored once'],
  ['acknowledged', 'an order is logged as acknowledged once'],
])('an order that is logged as %s twice breaks: %s', (outcome, rule) => {
  const broken = brokenBy((rules) => {
    rules.logged(invocation(), 'ORD-1', outcome);
    rules.logged(invocation(), 'ORD-1', outcome);
  });

  expect(broken).toBe(rule);
});

describe('ingest', () => {
  const ERROR = 'an error names its cause';
  const REFUSED = 'invalid input is answered with an error';
  const ACCEPTED = 'an accepted order is stored, and announced if it is high-value';
  const answer = (Notification: string) => ({
    answer: { OrderId: 'ORD-1', Outcome: 'stored', HighValue: true, Notification },
  });

  test.each([
    ['an order as a conflict', ERROR, valid, 'OrderConflictError', faulty()],
    ['an order as invalid', ERROR, valid, 'InvalidOrderError', faulty()],
    ['an order without a fault', ERROR, valid, 'TimeoutError', invocation()],
    ['a conflict as invalid', ERROR, conflicting, 'InvalidOrderError', faulty()],
    ['invalid input with another error', ERROR, invalid, 'TimeoutError', faulty()],
  ])('that refuses %s breaks: %s', (_, rule, input, name, by) => {
    const broken = brokenBy((rules) => rules.ingestAnswered(input, failedWith(name), by), PENDING);

    expect(broken).toBe(rule);
  });

  test.each([
    ['published to invalid input', REFUSED, invalid, 'published', [NOTIFIED]],
    ['published to a conflict', REFUSED, conflicting, 'published', [NOTIFIED]],
    ['published to an order that is not stored', ACCEPTED, valid, 'published', []],
    ['published to an order that is not announced', ACCEPTED, valid, 'published', [PENDING]],
    ['already-notified to a pending order', ACCEPTED, valid, 'already-notified', [PENDING]],
    ['not-needed to a high-value order', ACCEPTED, valid, 'not-needed', [NOTIFIED]],
  ])('that answers %s breaks: %s', (_, rule, input: Input, notification, items) => {
    const broken = brokenBy(
      (rules) => rules.ingestAnswered(input, answer(notification), invocation()),
      ...items,
    );

    expect(broken).toBe(rule);
  });
});

describe('producer', () => {
  const ERROR = 'an error names its cause';
  const COUNTS = 'producer counts what it published';
  const answer = (Published: number, ...positions: number[]) => ({
    answer: {
      Published,
      Failed: positions.map((Position) => ({ Position, OrderId: 'ORD-1', Reason: 'no' })),
    },
  });

  const PUBLISHED = 'what producer reports as published is published';
  const REFUSED = 'invalid input is answered with an error';
  const WHOLE = 'a list with an invalid order is not published';
  const refusal = failedWith('InvalidOrderError');

  test.each([
    ['answers the right number', NONE, [valid, conflicting], 2, answer(2), invocation()],
    ['answers failures without a fault', COUNTS, [valid], 0, answer(0, 0), invocation()],
    ['answers a wrong number', COUNTS, [valid], 1, answer(2), invocation()],
    ['does not publish what it answers', PUBLISHED, [valid], 0, answer(1), invocation()],
    ['refuses a valid list', ERROR, [valid], 0, refusal, invocation()],
    ['fails on an invalid list', ERROR, [invalid], 0, failedWith('TypeError'), invocation()],
    ['accepts an invalid list', REFUSED, [invalid], 0, answer(1), invocation()],
    ['publishes a part of an invalid list', WHOLE, [valid, invalid], 1, refusal, invocation()],
  ])('that %s breaks: %s', (_, rule, inputs: Input[], published, result, by) => {
    const broken = brokenBy((rules) => {
      for (const { text } of inputs.slice(0, published)) rules.orderPublished(text, by);
      rules.producerAnswered(inputs, result, by);
    });

    expect(broken).toBe(rule);
  });
});
