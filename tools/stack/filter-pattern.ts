type Matches<T> = (value: T) => boolean;

/** The filter pattern is malformed or not supported. */
export class FilterPatternError extends Error {
  override readonly name = 'FilterPatternError';

  constructor(pattern: string) {
    super(
      `Invalid filter pattern: ${pattern}. The embedded stack supports terms, such as ?ERROR ?"timed out", and JSON ` +
        'patterns, such as { $.level = "WARN" && $.amount > 100 }.',
    );
  }
}

/** A term with its mark; and a token of a JSON pattern: a word, an operator or a parenthesis. */
const TERM = /([?-]?)("(?:[^"\\]|\\.)*"|[^\s"]+)/g;
const TOKEN = /&&|\|\||[()]|[!<>]?=|[<>]|"(?:[^"\\]|\\.)*"|[^\s()&|=!<>"]+|\S/g;

/**
 * Filter patterns of CloudWatch Logs, except regular expressions and space-delimited fields.
 *
 * @returns a function that tells whether a message matches.
 * @throws FilterPatternError
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function createFilter(pattern: string): Matches<string> {
  const refuse = () => {
    throw new FilterPatternError(pattern);
  };
  const trimmed = pattern.trim();
  if (/^[[%]/.test(trimmed)) return refuse();
  if (!trimmed.startsWith('{')) return terms(trimmed, refuse);
  if (!trimmed.endsWith('}')) return refuse();

  const matches = fields(trimmed.slice(1, -1).match(TOKEN) ?? [], refuse);
  return (message) => {
    const event = readObject(message);
    return event !== undefined && matches(event);
  };
}

/** `ERROR "timed out" -retry`: all terms, but none with a minus. `?a ?b`: at least one. */
function terms(pattern: string, refuse: () => never): Matches<string> {
  if (pattern.replaceAll(TERM, '').trim() !== '') return refuse();
  const found = [...pattern.matchAll(TERM)].map(([, mark, term = '']) => ({ mark, text: unquoted(term) }));
  const [wanted, unwanted, optional] = ['', '-', '?'].map((mark) =>
    found.filter((term) => term.mark === mark),
  );

  return (message) => {
    const has = ({ text }: { text: string }) => message.includes(text);
    // CloudWatch Logs ignores optional terms if there are terms of another kind.
    if (optional?.length === found.length && found.length > 0) return optional.some(has);
    return Boolean(wanted?.every(has)) && !unwanted?.some(has);
  };
}

/** Comparisons such as `$.level = "WARN"`, joined by `&&` and `||`; `&&` binds more tightly. */
function fields(tokens: string[], refuse: () => never): Matches<object> {
  const next = () => tokens.shift() ?? refuse();
  const joined = (operator: string, part: () => Matches<object>, combine: 'some' | 'every') => {
    const parts = [part()];
    while (tokens[0] === operator) {
      tokens.shift();
      parts.push(part());
    }
    return (event: object) => parts[combine]((matches) => matches(event));
  };
  const any = (): Matches<object> => joined('||', all, 'some');
  const all = (): Matches<object> => joined('&&', single, 'every');
  const single = (): Matches<object> => {
    if (tokens[0] !== '(') return comparison();
    tokens.shift();
    const inner = any();
    return next() === ')' ? inner : refuse();
  };
  const comparison = (): Matches<object> => {
    const path = next();
    if (!/^\$(\.[\w-]+|\[\d+\])+$/.test(path)) return refuse();
    const compared = compare(next(), next(), refuse);
    return (event) => compared(valueAt(path, event));
  };

  const matches = any();
  return tokens.length === 0 ? matches : refuse();
}

/** One comparison, as a test of the field's value. */
function compare(operator: string, operand: string, refuse: () => never): Matches<unknown> {
  if (operator === 'NOT' && operand === 'EXISTS') return (value) => value === undefined;
  if (operator === 'IS') {
    const constants: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false };
    return Object.hasOwn(constants, operand) ? (value) => value === constants[operand] : refuse();
  }
  if (!/^("|[\w$*.+-])/.test(operand)) return refuse();
  if (operator === '=') return (value) => equals(value, operand);
  if (operator === '!=') return (value) => value !== undefined && !equals(value, operand);

  const number = Number(operand);
  if (Number.isNaN(number)) return refuse();
  const numbers: Record<string, Matches<number>> = {
    '<': (value) => value < number,
    '<=': (value) => value <= number,
    '>': (value) => value > number,
    '>=': (value) => value >= number,
  };
  const holds = numbers[operator];
  return holds === undefined ? refuse() : (value) => typeof value === 'number' && holds(value);
}

/** @param operand a number, or text with `*` as a wildcard, quoted or not. */
function equals(value: unknown, operand: string): boolean {
  if (typeof value === 'number') return value === Number(operand);
  if (typeof value !== 'string') return false;
  const parts = unquoted(operand)
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
}

/** @param path such as `$.items[0].name`. */
function valueAt(path: string, event: object): unknown {
  const names = path.match(/[\w-]+/g) ?? [];
  return names.reduce<unknown>(
    (value, name) => (Object.hasOwn(Object(value), name) ? Object(value)[name] : undefined),
    event,
  );
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : text;
}

function readObject(message: string): object | undefined {
  try {
    const value = JSON.parse(message);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
