import { ModelError, ServiceError } from './errors.ts';

/** An item whose attributes are all strings or numbers. */
export type Item = Readonly<Record<string, string | number>>;

/** An item, and the values of an expression's placeholders. */
export type Scope = {
  item: Item | undefined;
  names: Readonly<Record<string, string>>;
  values: Readonly<Record<string, unknown>>;
};

type Value = (scope: Scope) => unknown;
type Test = (scope: Scope) => boolean;
export type Condition = { test: Test; placeholders: readonly string[] };
export type Update = {
  assignments: readonly { path: (scope: Scope) => string; value: Value }[];
  placeholders: readonly string[];
};

/** The fields of an order that are reserved words of DynamoDB: an expression needs a placeholder for them. */
const RESERVED = ['STATUS', 'TIMESTAMP'];

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();

/**
 * Parses a condition or key condition: terms joined by AND, each `attribute_not_exists(a)`, `begins_with(a, :v)`,
 * `a = :v` or `a BETWEEN :v AND :w`.
 *
 * @throws ModelError for anything else.
 */
export function parseCondition(text: string): Condition {
  return cached(conditions, text, () => {
    const tokens = tokenize(text);
    const terms = [parseTerm(tokens)];
    while (tokens.next('AND')) terms.push(parseTerm(tokens));
    tokens.end();
    return { test: (scope) => terms.every((term) => term(scope)), placeholders: tokens.placeholders };
  });
}

/** Parses an update: `SET a = :v, b = :w`. @throws ModelError for anything else. */
export function parseUpdate(text: string): Update {
  return cached(updates, text, () => {
    const tokens = tokenize(text);
    tokens.expect('SET');
    const assignments = [parseAssignment(tokens)];
    while (tokens.next(',')) assignments.push(parseAssignment(tokens));
    tokens.end();
    return { assignments, placeholders: tokens.placeholders };
  });
}

function parseTerm(tokens: Tokens): Test {
  const word = tokens.take();
  if (word === 'attribute_not_exists' || word === 'begins_with') {
    tokens.expect('(');
    const attribute = attributeOf(tokens.take());
    if (word === 'attribute_not_exists') {
      tokens.expect(')');
      return (scope) => attribute(scope) === undefined;
    }
    tokens.expect(',');
    const start = operandOf(tokens.take());
    tokens.expect(')');
    return (scope) => String(attribute(scope) ?? '').startsWith(String(start(scope)));
  }
  const attribute = attributeOf(word);
  if (tokens.next('=')) {
    const value = operandOf(tokens.take());
    return (scope) => attribute(scope) === value(scope);
  }
  tokens.expect('BETWEEN');
  const low = operandOf(tokens.take());
  tokens.expect('AND');
  const high = operandOf(tokens.take());
  return (scope) => {
    const value = attribute(scope);
    return value !== undefined && value >= String(low(scope)) && value <= String(high(scope));
  };
}

function parseAssignment(tokens: Tokens) {
  const path = pathOf(tokens.take());
  tokens.expect('=');
  return { path, value: operandOf(tokens.take()) };
}

function attributeOf(token: string) {
  const name = pathOf(token);
  return (scope: Scope) => scope.item?.[name(scope)];
}

function pathOf(token: string): (scope: Scope) => string {
  if (token.startsWith('#')) return ({ names }) => names[token] ?? undefinedPlaceholder(token);
  if (!/^[A-Za-z]\w*$/.test(token)) throw new ModelError(`${token} as an attribute in an expression`);
  if (RESERVED.includes(token.toUpperCase())) {
    throw new ServiceError('ValidationException', `Attribute name is a reserved keyword: ${token}`);
  }
  return () => token;
}

function operandOf(token: string): Value {
  if (!token.startsWith(':')) throw new ModelError(`${token} as a value in an expression`);
  return ({ values }) => values[token] ?? undefinedPlaceholder(token);
}

function undefinedPlaceholder(token: string): never {
  throw new ServiceError('ValidationException', `${token} is used in an expression but not defined`);
}

type Tokens = ReturnType<typeof tokenize>;

function tokenize(text: string) {
  const tokens = text.match(/[#:]?\w+|\S/g) ?? [];
  const placeholders = tokens.filter((token) => /^[#:]/.test(token));
  const unknown = (token: string | undefined) =>
    new ModelError(`${token ?? 'the end'} in the expression ${text}`);
  return {
    placeholders,
    take(): string {
      const token = tokens.shift();
      if (token === undefined) throw unknown(token);
      return token;
    },
    next(token: string): boolean {
      const isNext = tokens[0] === token;
      if (isNext) tokens.shift();
      return isNext;
    },
    expect(token: string): void {
      const taken = tokens.shift();
      if (taken !== token) throw unknown(taken);
    },
    end(): void {
      if (tokens.length > 0) throw unknown(tokens[0]);
    },
  };
}

function cached<T>(known: Map<string, T>, text: string, parse: () => T): T {
  const parsed = known.get(text) ?? parse();
  known.set(text, parsed);
  return parsed;
}
