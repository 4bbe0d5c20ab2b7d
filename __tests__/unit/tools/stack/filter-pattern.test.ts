import { describe, expect, test } from '@jest/globals';
import { createFilter, FilterPatternError } from '../../../../tools/stack/filter-pattern.ts';

const LINES = {
  error: '[ERROR 400] BAD REQUEST',
  unauthorized: '[ERROR 401] UNAUTHORIZED REQUEST',
  invalid: '[ERROR 419] MISSING ARGUMENTS',
  success: '[SUCCESS 200] a "quoted" REQUEST',
};

const matchesOf = (pattern: string, lines: Record<string, string>) => {
  const matches = createFilter(pattern);
  return Object.keys(lines).filter((name) => matches(lines[name] ?? ''));
};

describe('terms', () => {
  test.each([
    ['', ['error', 'unauthorized', 'invalid', 'success']],
    ['   ', ['error', 'unauthorized', 'invalid', 'success']],
    ['ERROR', ['error', 'unauthorized', 'invalid']],
    ['error', []],
    ['ERROR REQUEST', ['error', 'unauthorized']],
    ['REQUEST ERROR', ['error', 'unauthorized']],
    ['"BAD REQUEST"', ['error']],
    ['"REQUEST BAD"', []],
    ['"[ERROR 419]"', ['invalid']],
    ['"\\"quoted\\""', ['success']],
    ['?UNAUTHORIZED ?ARGUMENTS', ['unauthorized', 'invalid']],
    ['?BAD ?"MISSING ARGUMENTS"', ['error', 'invalid']],
    ['ERROR -ARGUMENTS', ['error', 'unauthorized']],
    ['-ERROR', ['success']],
    ['ERROR -"BAD REQUEST"', ['unauthorized', 'invalid']],
    // Optional terms are ignored if there are others.
    ['ERROR ?ARGUMENTS', ['error', 'unauthorized', 'invalid']],
  ])('%p', (pattern, expected) => {
    expect(matchesOf(pattern, LINES)).toEqual(expected);
  });
});

describe('a JSON pattern', () => {
  const EVENTS = {
    first: '{"level":"WARN","amount":250,"order":{"id":"ORD-1001"},"items":[{"name":"Laptop"}],"new":true}',
    second: '{"level":"INFO","amount":99.5,"order":{"id":"ORD-1002"},"note":null,"new":false}',
    third: '{"level":"INFO","order":"none","text":"a \\"b\\" && c"}',
    text: 'level WARN',
    list: '["WARN"]',
  };

  test.each([
    ['{ $.level = "WARN" }', ['first']],
    ['{$.level="WARN"}', ['first']],
    ['{ $.level = WARN }', ['first']],
    ['{ $.level = "warn" }', []],
    ['{ $.level != "WARN" }', ['second', 'third']],
    ['{ $.amount != 250 }', ['second']],
    ['{ $.level = "W*" }', ['first']],
    ['{ $.order.id = ORD-100* }', ['first', 'second']],
    ['{ $.order.id = "*2" }', ['second']],
    ['{ $.order.id = "ORD.1001" }', []],
    ['{ $.items[0].name = "Laptop" }', ['first']],
    ['{ $.items[1].name = "Laptop" }', []],
    ['{ $.amount = 250 }', ['first']],
    ['{ $.amount = 2.5e2 }', ['first']],
    ['{ $.amount > 99.5 }', ['first']],
    ['{ $.amount >= 99.5 }', ['first', 'second']],
    ['{ $.amount < 250 }', ['second']],
    ['{ $.amount <= 250 }', ['first', 'second']],
    ['{ $.amount > -1 }', ['first', 'second']],
    ['{ $.new IS TRUE }', ['first']],
    ['{ $.new IS FALSE }', ['second']],
    ['{ $.note IS NULL }', ['second']],
    ['{ $.amount NOT EXISTS }', ['third']],
    ['{ $.text = "a \\"b\\" && c" }', ['third']],
    ['{ $.level = "INFO" && $.amount < 100 }', ['second']],
    ['{ ($.level = "INFO") && ($.amount < 100) }', ['second']],
    ['{ $.level = "WARN" || $.order = "none" }', ['first', 'third']],
    ['{ $.level = "WARN" || $.level = "INFO" && $.amount > 1 }', ['first', 'second']],
    ['{ ($.level = "WARN" || $.level = "INFO") && $.amount > 100 }', ['first']],
  ])('%p', (pattern, expected) => {
    expect(matchesOf(pattern, EVENTS)).toEqual(expected);
  });
});

test.each([
  '{',
  '{}',
  '{ $.level }',
  '{ level = "WARN" }',
  '{ $.level = }',
  '{ $.level = "WARN }',
  '{ $.amount > many }',
  '{ $.level = "WARN" && }',
  '{ ($.level = "WARN" }',
  '{ $.level = "WARN" } more',
  '{ $.level IS MAYBE }',
  '[ip, user, status = 4*]',
  '%ERR.*%',
  '"BAD REQUEST',
])('%p is refused', (pattern) => {
  expect(() => createFilter(pattern)).toThrow(FilterPatternError);
  expect(() => createFilter(pattern)).toThrow(pattern);
});
