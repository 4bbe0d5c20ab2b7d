import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Schema } from '../../tools/commands/contract/field-schema.ts';
import { read } from './markdown.ts';

/** Tells whether a value is valid by a file of contract/, and why not: a sentence for each problem. */
export const problemsBy = (file: string) => problemsBySchema(JSON.parse(read(`contract/${file}`)));

export function problemsBySchema(schema: Schema): (value: unknown) => string[] {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
  };
}
