import { BlockList, isIP } from 'node:net';

type Matches<T> = (value: T) => boolean;

/** The names and values that a filter policy looks at: message attributes, or the fields of a message's body. */
export type Properties = Readonly<Record<string, unknown>>;

/** The filter policy has something that SNS may know and this project does not. */
export class UnknownFilterError extends Error {
  override readonly name = 'UnknownFilterError';

  constructor(part: unknown) {
    super(
      `The filter policy of the queue's subscription has ${JSON.stringify(part)}, which backfill does not know, so nothing was sent. ` +
        'Change the policy, or add it to tools/commands/backfill/filter-policy.ts.',
    );
  }
}

const COMPARISONS = new Map<unknown, (value: number, bound: number) => boolean>([
  ['=', (value, bound) => value === bound],
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

/** Tests of a text. */
const TEXT_OPERATORS = new Map<string, (operand: string) => Matches<string>>([
  ['prefix', (operand) => (text) => text.startsWith(operand)],
  ['suffix', (operand) => (text) => text.endsWith(operand)],
  ['equals-ignore-case', (operand) => (text) => text.toLowerCase() === operand.toLowerCase()],
  ['wildcard', wildcard],
  ['cidr', cidr],
]);
const OPERATORS = ['exists', 'numeric', 'anything-but', ...TEXT_OPERATORS.keys()];

/**
 * The filter policy of an SNS subscription, for messages whose properties are texts and numbers.
 *
 * @returns a function that tells whether SNS delivers a message with these properties.
 * @throws UnknownFilterError
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function createFilter(policy: unknown): Matches<Properties> {
  if (!isObject(policy)) throw new UnknownFilterError(policy);
  const tests = Object.entries(policy).map(([name, rule]): Matches<Properties> => {
    if (isOr(name, rule)) return anyOf(rule.map(createFilter));
    if (Array.isArray(rule)) {
      const matches = anyOf(rule.map(createCondition));
      return (properties) => matches(Object.hasOwn(properties, name) ? properties[name] : undefined);
    }
    // No property has properties of its own.
    const nested = createFilter(rule);
    return () => nested({});
  });
  return (properties) => tests.every((matches) => matches(properties));
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html#or-operator */
function isOr(name: string, rule: unknown): rule is object[] {
  const isPolicy = (value: unknown) =>
    isObject(value) && Object.keys(value).every((key) => !OPERATORS.includes(key));
  return name === '$or' && Array.isArray(rule) && rule.length > 1 && rule.every(isPolicy);
}

/** One of the values of a name in the policy. A property that a message does not have is undefined. */
function createCondition(condition: unknown): Matches<unknown> {
  if (!isObject(condition)) return (value) => value === condition;
  const [[operator, operand] = [''], ...others] = Object.entries(condition);
  if (others.length > 0) throw new UnknownFilterError(condition);

  if (operator === 'exists') return (value) => (value !== undefined) === operand;
  if (operator === 'numeric') return numeric(operand);
  if (operator === 'anything-but') {
    const excluded = anyOf([operand].flat().map(createCondition));
    return (value) => value !== undefined && !excluded(value);
  }
  const operands = [operand].flat();
  const create = TEXT_OPERATORS.get(operator);
  if (create === undefined || !operands.every((text) => typeof text === 'string')) {
    throw new UnknownFilterError(condition);
  }
  const matches = anyOf(operands.map(create));
  return (value) => typeof value === 'string' && matches(value);
}

/** @param operand such as `[">", 100, "<=", 1000]`. */
function numeric(operand: unknown): Matches<unknown> {
  const terms = [operand].flat();
  const comparisons = Array.from({ length: Math.ceil(terms.length / 2) }, (_, index) => {
    const [name, bound] = terms.slice(2 * index, 2 * index + 2);
    const compare = COMPARISONS.get(name);
    if (compare === undefined || typeof bound !== 'number')
      throw new UnknownFilterError({ numeric: operand });
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && comparisons.every((holds) => holds(value));
}

/** `*` stands for any text, `\*` for an asterisk. */
function wildcard(pattern: string): Matches<string> {
  const source = pattern.replaceAll(/\\[*\\]|[\\^$.*|?+()[\]{}]/g, (found) => {
    if (found === '*') return '.*';
    return found.length > 1 ? found : `\\${found}`;
  });
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

function cidr(range: string): Matches<string> {
  const [network = '', prefix] = range.split('/');
  const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), familyOf(network));
  return (text) => isIP(text) !== 0 && block.check(text, familyOf(text));
}

function anyOf<T>(tests: Matches<T>[]): Matches<T> {
  return (value) => tests.some((matches) => matches(value));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
