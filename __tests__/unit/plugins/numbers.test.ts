import { expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const Numbers = require('../../../plugins/numbers.js');

test.each([
  ['600', 600],
  ['0', 0],
  ['99.5', 99.5],
  [600, 600],
])('${number(...)} of %p is a number', (given, expected) => {
  expect(numberOf(given)).toBe(expected);
});

test.each(['', ' ', 'ten', '1e3', '-'])(
  '"%s" stays as it is, to be named with all that is malformed',
  (text) => {
    expect(numberOf(text)).toBe(text);
  },
);

function numberOf(value: unknown): unknown {
  return new Numbers().configurationVariablesSources.number.resolve({ params: [value] }).value;
}
