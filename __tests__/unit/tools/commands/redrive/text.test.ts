import { expect, test } from '@jest/globals';
import type { DeadLetter } from '../../../../../tools/commands/redrive/dead-letters.ts';
import { describeLetter } from '../../../../../tools/commands/redrive/text.ts';
import { wrap } from '../../../../../tools/service/text.ts';

const letter = (fields: Partial<DeadLetter> = {}): DeadLetter => ({
  messageId: 'message-1',
  sentAt: new Date('2025-05-03T12:00:00.123Z'),
  receiveCount: 4,
  orderId: 'ORD-1',
  reason: 'Already stored.',
  ...fields,
});

test('describes a message on a few lines', () => {
  const text = describeLetter(letter(), 0);

  expect(text.split('\n')).toEqual([
    ' 1. message-1',
    '    sent 2025-05-03 12:00:00 UTC, received 4 times',
    '    order ORD-1',
    '    Already stored.',
  ]);
});

test('leaves out the order where none is known', () => {
  const text = describeLetter(letter({ orderId: undefined }), 0);

  expect(text).not.toContain('order');
});

test('shows nothing that steers a terminal, whatever the sender wrote', () => {
  const text = describeLetter(letter({ orderId: 'A\u001b[2J', reason: 'bad\u0007\u202efield\nOK' }), 0);

  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(text).toContain('field OK');
});

test('shows no more than the beginning of a long reason', () => {
  const text = describeLetter(letter({ reason: 'secret '.repeat(10_000) }), 0);

  expect(text.length).toBeLessThan(600);
});

test('keeps to 80 columns, with words of any length', () => {
  const text = wrap(`${'word '.repeat(40)}${'x'.repeat(200)} ${'word '.repeat(9)}`.trim(), '    ');

  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(text.replaceAll(/\s/g, '')).toBe(`${'word'.repeat(40)}${'x'.repeat(200)}${'word'.repeat(9)}`);
});

test('leaves a command on its own line as it is', () => {
  const command = `  npm run redrive -- ${'--option '.repeat(20)}`;

  const text = wrap(`Do this:\n${command}`);

  expect(text).toBe(`Do this:\n${command}`);
});
