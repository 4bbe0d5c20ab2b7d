import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../../tools/simulation/models/expressions.ts';
import type { Input } from '../../../../tools/simulation/workload/inputs.ts';
import {
  announcement,
  brokenBy,
  conflicting,
  invocation,
  NOTIFIED,
  ORDER,
  PENDING,
  sound,
  unsound,
} from './told-rules.ts';

const ERROR = 'an error tells what is wrong';
const REFUSED = 'what is refused is an error to its sender';
const ACCEPTED = 'what is accepted is stored, and announced if it is high-value';

const failedWith = (name: string) => ({ error: Object.assign(new Error('no'), { name }) });
const answerThat = (Notification: string) => ({
  answer: { OrderId: 'ORD-1', Outcome: 'stored', HighValue: true, Notification },
});

describe('ingest', () => {
  type Result = ReturnType<typeof failedWith> | ReturnType<typeof answerThat>;
  const answered = (input: Input, result: Result, by = invocation(), ...items: Item[]) =>
    brokenBy((rules) => rules.ingestAnswered(input, result, by), ...items);

  test('may answer that an order is announced once it is', () => {
    const broken = brokenBy((rules) => {
      rules.announced(announcement(ORDER));
      rules.ingestAnswered(sound, answerThat('published'), invocation());
    }, PENDING);

    expect(broken).toBeUndefined();
  });

  test.each([
    ['what is not an order', unsound, 'InvalidOrderError', invocation()],
    ['a conflict', conflicting, 'OrderConflictError', invocation()],
    [
      'a conflict where faults keep it from being noticed',
      conflicting,
      'TimeoutError',
      invocation({ troubled: true }),
    ],
    ['an order where faults strike', sound, 'TimeoutError', invocation({ troubled: true })],
  ])('may refuse %s', (_, input, name, by) => {
    expect(answered(input, failedWith(name), by, PENDING)).toBeUndefined();
  });

  test.each([
    ['an order for a conflict', sound, 'OrderConflictError', invocation({ troubled: true })],
    ['an order for none', sound, 'InvalidOrderError', invocation({ troubled: true })],
    ['an order without a fault', sound, 'TimeoutError', invocation()],
    ['a conflict for no order', conflicting, 'InvalidOrderError', invocation({ troubled: true })],
    ['what is not an order for something else', unsound, 'TimeoutError', invocation({ troubled: true })],
  ])('must not take %s', (_, input, name, by) => {
    expect(answered(input, failedWith(name), by, PENDING)).toBe(ERROR);
  });

  test.each([
    ['what is not an order', unsound],
    ['a conflict', conflicting],
  ])('must not accept %s', (_, input) => {
    expect(answered(input, answerThat('published'), invocation(), NOTIFIED)).toBe(REFUSED);
  });

  test.each([
    ['published where the order is not stored', 'published', []],
    ['published where the order is not announced', 'published', [PENDING]],
    ['already-notified where the order is owed', 'already-notified', [PENDING]],
    ['not-needed where the order is high-value', 'not-needed', [NOTIFIED]],
  ])('must not answer %s', (_, notification, items) => {
    expect(answered(sound, answerThat(notification), invocation(), ...items)).toBe(ACCEPTED);
  });
});

describe('producer', () => {
  const answerOf = (Published: number, ...positions: number[]) => ({
    answer: {
      Published,
      Failed: positions.map((Position) => ({ Position, OrderId: 'ORD-1', Reason: 'no' })),
    },
  });
  type Result = ReturnType<typeof failedWith> | ReturnType<typeof answerOf>;
  const answered = (inputs: Input[], published: Input[], result: Result, by = invocation()) =>
    brokenBy((rules) => {
      for (const { text } of published) rules.publishedOrder(text, by);
      rules.producerAnswered(inputs, result, by);
    });

  test('may answer that it published what it did', () => {
    expect(answered([sound, conflicting], [sound, conflicting], answerOf(2))).toBeUndefined();
  });

  test('may answer that some failed where faults strike', () => {
    const by = invocation({ troubled: true });

    expect(answered([sound, conflicting], [sound], answerOf(1, 1), by)).toBeUndefined();
  });

  test.each([
    ['that it published what it did not', [sound], [], answerOf(1), 'what producer published is on its way'],
    [
      'that some failed where nothing is wrong',
      [sound],
      [],
      answerOf(0, 0),
      'producer counts what it published',
    ],
    ['a wrong number', [sound], [sound], answerOf(2), 'producer counts what it published'],
    ['an error to a sound list', [sound], [], failedWith('InvalidOrderError'), ERROR],
    ['another error to a bad list', [unsound], [], failedWith('TypeError'), ERROR],
    ['a bad list as if it were sound', [unsound], [], answerOf(1), REFUSED],
  ])('must not answer %s', (_, inputs, published, result, rule) => {
    expect(answered(inputs, published, result)).toBe(rule);
  });

  test('must not publish a part of a list with a bad order', () => {
    const broken = answered([sound, unsound], [sound], failedWith('InvalidOrderError'));

    expect(broken).toBe('a list with a bad order is not published');
  });
});
