import type { Schema } from './field-schema.ts';

/** Why a value that one schema accepts can be refused by another: the field, the keyword, and what each says. */
export type Misfit = { field: string; keyword: string; from: unknown; to: unknown };

/** Keywords that say nothing about what is accepted, and those that `misfits` compares. */
const ANNOTATIONS = ['title', 'description', 'examples'];
const COMPARED = ['type', 'const', 'minimum', 'maximum', 'minLength', 'maxLength', 'pattern'];
const STRUCTURE = ['properties', 'required', 'additionalProperties', 'anyOf'];
const KNOWN = new Set([...ANNOTATIONS, ...COMPARED, ...STRUCTURE]);

/**
 * Why values that `from` accepts are not all accepted by `to`: nothing if each is. Two different patterns are a misfit.
 *
 * @throws if a schema has a keyword that this function cannot compare.
 */
export function misfits(from: Schema, to: Schema, field = ''): Misfit[] {
  for (const keyword of [from, to].flatMap(Object.keys)) {
    if (KNOWN.has(keyword)) continue;
    throw new Error(
      `The gate cannot compare the keyword "${keyword}" of ${field || 'a message'}. Teach it to misfits() in tools/commands/contract/narrower.ts, or describe the field without it.`,
    );
  }
  if (from.anyOf !== undefined || to.anyOf !== undefined) return ofAlternatives(from, to, field);
  const own = COMPARED.filter((keyword) => !isWithin(keyword as keyof Schema, from, to)).map((keyword) => ({
    field,
    keyword,
    from: from[keyword as keyof Schema],
    to: to[keyword as keyof Schema],
  }));
  return [...own, ...ofProperties(from, to, field)];
}

/** Each alternative must fit into one of the other schema. If one does not, its namesake says why. */
function ofAlternatives(from: Schema, to: Schema, field: string): Misfit[] {
  const alternatives = to.anyOf ?? [to];
  return (from.anyOf ?? [from]).flatMap((one) => {
    const found = alternatives.map((other) => misfits(one, other, field));
    if (found.some((list) => list.length === 0)) return [];
    const namesake = alternatives.findIndex(({ title }) => title === one.title);
    return found[namesake] ?? [{ field, keyword: 'anyOf', from: one.title, to: undefined }];
  });
}

function isWithin(keyword: keyof Schema, from: Schema, to: Schema): boolean {
  const [given, limit] = [from[keyword], to[keyword]];
  if (limit === undefined || given === limit) return true;
  if (keyword === 'type') return given === 'integer' && limit === 'number';
  // A single value has no bounds of its own: `const` is compared.
  if (keyword !== 'const' && from.const !== undefined && to.const !== undefined) return true;
  if (keyword.startsWith('min')) return Number(given ?? Number.NEGATIVE_INFINITY) >= Number(limit);
  if (keyword.startsWith('max')) return Number(given ?? Number.POSITIVE_INFINITY) <= Number(limit);
  return false;
}

function ofProperties(from: Schema, to: Schema, field: string): Misfit[] {
  const path = (name: string) => (field === '' ? name : `${field}.${name}`);
  const [given, allowed] = [from.properties ?? {}, to.properties ?? {}];
  const missing = (to.required ?? []).filter((name) => !from.required?.includes(name));
  const others = from.additionalProperties !== false && to.additionalProperties === false;
  return [
    ...(others ? [{ field, keyword: 'additionalProperties', from: true, to: false }] : []),
    ...missing.map((name) => ({ field: path(name), keyword: 'required', from: false, to: true })),
    ...Object.entries(given).flatMap(([name, schema]) => {
      const other = allowed[name];
      if (other !== undefined) return misfits(schema, other, path(name));
      return to.additionalProperties === false
        ? [{ field: path(name), keyword: 'properties', from: true, to: false }]
        : [];
    }),
    // Where other fields can come, `from` says nothing of a field that only `to` describes.
    ...Object.keys(allowed)
      .filter((name) => given[name] === undefined && from.additionalProperties !== false)
      .map((name) => ({ field: path(name), keyword: 'properties', from: false, to: true })),
  ];
}
