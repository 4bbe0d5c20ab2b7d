import { describe, expect, test } from '@jest/globals';
import { pendingStatus } from '../../../../src/orders/notification-status.ts';
import type { Invocation } from '../../../../tools/simulation/lambda/invocation.ts';
import type { Item } from '../../../../tools/simulation/models/expressions.ts';
import { createRules, type Rules } from '../../../../tools/simulation/rules/rules.ts';
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
  const rules = createRules({
    inputs: [valid, conflicting, invalid, inputOf(LOW_ORDER)],
    item: (id) => items.find(({ OrderId }) => OrderId === id),
    maxReceiveCount: MAX_RECEIVE_COUNT,
  });
  events(rules);
  return rules.violation()?.rule ?? NONE;
}

function invocation(fields: Partial<Invocation> = {}): Invocation {
  const ended = { isRunning: false, hadFault: false, hasCrashed: false, maybeUpdated: new Set<string>() };
  return { name: 'it', now: () => new Date(0), remainingMs: () => 0, crash: () => {}, ...ended, ...fields };
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
    expect(brokenBy((rules) => rules.handled(queue, message(body)), item)).toBe(rule);
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
