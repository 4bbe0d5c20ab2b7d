import { toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { isAcceptedBySqs } from '../../../src/orders/message-text.ts';
import { ISO_8601_WITH_ZONE } from '../../../src/orders/timestamp.ts';

/** The keywords of JSON Schema that the contract uses. They mean the same in draft 7, which AsyncAPI knows, and in 2020-12. */
export type Schema = {
  title?: string;
  description?: string;
  type?: 'object' | 'string' | 'number' | 'integer';
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean;
  anyOf?: Schema[];
  examples?: unknown[];
};

/** A field of a valibot object. */
export type Entry = v.GenericSchema;

/** The rules of fields that JSON Schema cannot express. Apart from these, schema and parser agree. */
export const EXCEPTIONS = [
  'A text has at most 256 bytes in UTF-8; the schema counts characters.',
  'A text is well-formed Unicode, without half a surrogate pair.',
  'An amount has at most two decimals. (multipleOf: 0.01 would refuse valid amounts, because it divides in binary.)',
  'A timestamp is a date and time that exists, in the years 0000 to 9999 of UTC.',
];

/** The characters of the Basic Multilingual Plane. A surrogate is half a character. */
const CHARACTERS = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => character.isWellFormed(),
);

const UTC_WITH_MILLISECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A field as its sender may write it: without the characters that SQS refuses, and with a time in any zone. */
export function fieldAsSent(entry: Entry): Schema {
  const refusedBySqs = CHARACTERS.filter((character) => !isAcceptedBySqs(character));
  return describeField(entry, { alsoRefused: refusedBySqs, time: ISO_8601_WITH_ZONE });
}

/** A field as the service announces it: with any text that was ever stored, and times in UTC. */
export function fieldAsAnnounced(entry: Entry): Schema {
  return describeField(entry, { alsoRefused: [], time: UTC_WITH_MILLISECONDS });
}

/**
 * The JSON Schema of a field. Types and literals are converted. Bounds and characters are found by trying what the field
 * takes, however its rules are written, so that they need not be written a second time.
 */
function describeField(
  entry: Entry,
  { alsoRefused, time }: { alsoRefused: readonly string[]; time: RegExp },
): Schema {
  const { $schema: _, ...converted } = toJsonSchema(entry, { typeMode: 'input', errorMode: 'ignore' });
  const schema = converted as Schema;
  const takes = (value: unknown) => v.is(entry, value);
  if (schema.const !== undefined) return { type: typeof schema.const as 'string' | 'number', ...schema };
  if (schema.type === 'number') return { ...schema, ...numbersOf(takes) };
  if (schema.type !== 'string') return schema;
  if (!takes('any text')) return { ...schema, pattern: portable(time) };
  const maxLength = furthest((length) => takes('x'.repeat(length)), 1, 2 ** 16);
  return { ...schema, maxLength, ...patternOf(entry, alsoRefused) };
}

function numbersOf(takes: (value: number) => boolean): Schema {
  if (takes(-Number.MAX_VALUE) && takes(Number.MAX_VALUE)) return {};
  return {
    type: takes(1.5) ? 'number' : 'integer',
    minimum: furthest(takes, 1, Number.MIN_SAFE_INTEGER),
    maximum: furthest(takes, 1, Number.MAX_SAFE_INTEGER),
  };
}

/** The last whole number on the way from `inside` to `outside` that is accepted. */
function furthest(takes: (value: number) => boolean, inside: number, outside: number): number {
  if (Math.abs(outside - inside) <= 1) return inside;
  const middle = Math.trunc((inside + outside) / 2);
  return takes(middle) ? furthest(takes, middle, outside) : furthest(takes, inside, middle);
}

/** A pattern without the characters that a text may not contain, and at its ends without those that may not be there. */
function patternOf(entry: Entry, alsoRefused: readonly string[]): Pick<Schema, 'pattern'> {
  const { within, atEnds } = refusedBy(entry);
  const nowhere = [...new Set([...within, ...alsoRefused])].sort();
  if (atEnds.length === within.length) {
    return nowhere.length === 0 ? {} : { pattern: `^${noneOf(nowhere)}*$` };
  }
  const end = noneOf([...new Set([...atEnds, ...alsoRefused])].sort());
  return { pattern: `^${end}(${noneOf(nowhere)}*${end})?$` };
}

const refusals = new Map<Entry, { within: string[]; atEnds: string[] }>();

/** The characters that a field does not take. Found once for all fields of a kind: there are many to try. */
function refusedBy(entry: Entry) {
  const kind = 'wrapped' in entry ? (entry.wrapped as Entry) : entry;
  const known = refusals.get(kind);
  if (known !== undefined) return known;
  const refused = {
    within: CHARACTERS.filter((character) => !v.is(kind, `x${character}x`)),
    atEnds: CHARACTERS.filter((character) => !v.is(kind, character)),
  };
  refusals.set(kind, refused);
  return refused;
}

/** A class of all characters but these, which are in order. */
function noneOf(characters: readonly string[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const code of characters.map((character) => character.charCodeAt(0))) {
    const range = ranges.at(-1);
    if (range?.[1] === code - 1) range[1] = code;
    else ranges.push([code, code]);
  }
  const written = ranges.map(([first, last]) =>
    first === last ? escaped(first) : `${escaped(first)}-${escaped(last)}`,
  );
  return `[^${written.join('')}]`;
}

const escaped = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

/** In other languages, such as Python, `\d` is also a digit of other scripts. */
const portable = ({ source }: RegExp) => source.replaceAll('\\d', '[0-9]');
