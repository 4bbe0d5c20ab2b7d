import { describe, expect, test } from '@jest/globals';
import {
  announcement,
  brokenBy,
  conflicting,
  invocation,
  LOW,
  NOTIFIED,
  ORDER,
  PENDING,
  sound,
  unsound,
} from './told-rules.ts';

const REFUSED = 'what is refused becomes a dead letter';
const DONE = 'a message that a function vouches for is done';
const EXPLAINED = 'only what is refused, or met faults, becomes a dead letter';

const letter = (body: string) => ({ messageId: 'm1', body });

describe('ingest', () => {
  test.each([
    ['an order that is notified', sound.text, NOTIFIED, undefined],
    ['an order that is owed and not announced', sound.text, PENDING, DONE],
    ['an order that is not stored', sound.text, LOW, DONE],
    ['what is not an order', unsound.text, PENDING, REFUSED],
    ['a conflict', conflicting.text, NOTIFIED, REFUSED],
  ])('vouches for %s', (_, body, item, rule) => {
    expect(brokenBy((rules) => rules.vouchedFor('OrderQueue', letter(body)), item)).toBe(rule);
  });
});

describe('consumer', () => {
  test.each([
    ['the announcement of an order that is notified', announcement(ORDER), NOTIFIED, undefined],
    ['the announcement of an order that is owed', announcement(ORDER), PENDING, DONE],
    ['what nobody announced', unsound.text, NOTIFIED, REFUSED],
  ])('vouches for %s', (_, body, item, rule) => {
    expect(brokenBy((rules) => rules.vouchedFor('HighValueQueue', letter(body)), item)).toBe(rule);
  });
});

describe('a dead letter', () => {
  test.each([
    ['what is not an order', unsound.text, 0, undefined],
    ['a conflict', conflicting.text, 0, undefined],
    ['an order that met a fault at each of three receives', sound.text, 3, undefined],
    ['an order that was received without a fault', sound.text, 2, EXPLAINED],
  ])('is %s', (_, body, excuses, rule) => {
    const broken = brokenBy((rules) => {
      for (let receive = 0; receive < excuses; receive++) rules.excused('m1');
      rules.deadLetter('OrderQueue', letter(body));
    }, PENDING);

    expect(broken).toBe(rule);
  });

  test('is an order that came twice', () => {
    const broken = brokenBy((rules) => {
      rules.cameTwice('m1');
      rules.deadLetter('OrderQueue', letter(sound.text));
    });

    expect(broken).toBeUndefined();
  });
});

describe('once all is at rest', () => {
  test('every message was vouched for or is a dead letter', () => {
    const broken = brokenBy((rules) => {
      rules.sent('m1');
      rules.vouchedFor('OrderQueue', letter(sound.text));
      rules.sent('m2');
      rules.notDelivered('m2');
      rules.atRest([], []);
    }, NOTIFIED);

    expect(broken).toBeUndefined();
  });

  test('no message may be gone without a trace', () => {
    const broken = brokenBy((rules) => {
      rules.sent('m1');
      rules.atRest([], []);
    });

    expect(broken).toBe('no message gets lost');
  });

  test('no message may be waiting', () => {
    expect(brokenBy((rules) => rules.atRest([], ['m1']))).toBe('the service comes to rest');
  });

  test('no high-value order may be owed', () => {
    const rule = 'every high-value order is notified in the end';

    expect(brokenBy((rules) => rules.atRest([LOW, PENDING], []))).toBe(rule);
  });
});

describe('an order', () => {
  const notifiedBy = (by = invocation()) =>
    brokenBy((rules) => {
      rules.wrote(PENDING, NOTIFIED, by);
      rules.atRest([NOTIFIED], []);
    });

  test('must be acknowledged by who notified it', () => {
    expect(notifiedBy()).toBe('every order is acknowledged once');
  });

  test.each([
    ['crashed then', { crashed: true }],
    ['never heard of it', { unheard: new Set(['ORD-1']) }],
  ])('need not be acknowledged by who %s', (_, fate) => {
    expect(notifiedBy({ ...invocation(), ...fate })).toBeUndefined();
  });

  test.each(['stored', 'acknowledged'])('must not be said to be %s twice', (outcome) => {
    const broken = brokenBy((rules) => {
      rules.logged(invocation(), 'ORD-1', outcome);
      rules.logged(invocation(), 'ORD-1', outcome);
    });

    expect(broken).toBe(`an order is ${outcome} once`);
  });

  test('may be said to be a duplicate any number of times', () => {
    const broken = brokenBy((rules) => {
      for (let time = 0; time < 3; time++) rules.logged(invocation(), 'ORD-1', 'duplicate');
    });

    expect(broken).toBeUndefined();
  });
});
