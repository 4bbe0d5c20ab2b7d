import { wrap } from '../../service/text.ts';
import type { Schema } from './field-schema.ts';

/** TypeScript types of messages, in one file that needs no import. */
export function writeTypes(types: Record<string, Schema>): string {
  const head = '// Types of the messages of high-value-orders. Copy this file into your project.';
  return `${[head, ...Object.entries(types).map(([name, schema]) => writeType(name, schema))].join('\n\n')}\n`;
}

function writeType(name: string, { description = '', anyOf, ...schema }: Schema): string {
  const body = anyOf === undefined ? fieldsOf(schema) : anyOf.map(fieldsOf).join(' | ');
  return `${comment(description)}\nexport type ${name} = ${body};`;
}

function fieldsOf({ properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties).flatMap(([field, { description = '', ...schema }]) => [
    comment(description, '  '),
    `  ${field}${required.includes(field) ? '' : '?'}: ${typeOf(schema)};`,
  ]);
  return `{\n${fields.join('\n')}\n}`;
}

function typeOf({ const: only, type }: Schema): string {
  if (only !== undefined) return typeof only === 'string' ? `'${only}'` : String(only);
  if (type === 'string') return 'string';
  if (type === 'number' || type === 'integer') return 'number';
  throw new Error(`No TypeScript type is known for ${type}: add one in tools/commands/contract/types.ts.`);
}

function comment(text: string, indent = ''): string {
  const lines = wrap(text, `${indent} * `, 100);
  return lines.includes('\n') ? `${indent}/**\n${lines}\n${indent} */` : `${indent}/** ${text} */`;
}
