import { expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const Numbers = require('../../../plugins/numbers.js');

test.each([
  ['600', 600],
  ['0', 0],
  ['99.5', 99.5],
  [600, 600],
  ...['', ' ', 'ten', '1e3', '-'].map((text) => [text, text]),
])('${number(...)} of %p is %p', (given, expected) => {
  const { number } = new Numbers().configurationVariablesSources;

  expect(number.resolve({ params: [given] }).value).toBe(expected);
});
