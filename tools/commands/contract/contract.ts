import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readFixtures } from '../../dev/demo/fixtures.ts';
import { PROJECT } from '../../service/project.ts';
import type { Template } from '../../stack/template.ts';
import { asyncApi, attributesOf } from './asyncapi.ts';
import {
  exampleAnnouncements,
  exampleOrders,
  highValueOrderJsonSchema,
  orderJsonSchema,
} from './json-schemas.ts';
import { writeTypes } from './types.ts';

/** The stage whose template has the topics and queues of the contract. */
export const CONTRACT_STAGE = 'prod';

/** Readers of YAML 1.1 must not take a text for a time, and readers that know no anchors must get along. */
const YAML = {
  compat: 'yaml-1.1',
  aliasDuplicateObjects: false,
  blockQuote: 'literal',
  lineWidth: 0,
} as const;

/** The files of contract/ by name, from the schemas in src/orders, the compiled template and the fixtures. */
export async function contractFiles(template: Template): Promise<Record<string, string>> {
  const fixtures = readFixtures(join(PROJECT, 'fixtures'));
  const about = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const order = { schema: orderJsonSchema(), examples: exampleOrders(fixtures) };
  const announcements = exampleAnnouncements(fixtures, Number(template.Outputs?.HighValueThreshold?.Value));
  const [first] = announcements;
  if (first === undefined) throw new Error('No fixture is over the threshold: add one, it is the example.');
  const schema = highValueOrderJsonSchema();
  const attributes = await attributesOf(first, schema.properties ?? {});
  const announcement = { schema, examples: announcements, attributes };
  const messages = { Order: order, HighValueOrder: announcement };
  return {
    'order.schema.json': writeSchema(order),
    'high-value-order.schema.json': writeSchema(announcement),
    'asyncapi.yaml': stringify(asyncApi(template, about, messages), YAML),
    'types.ts': writeTypes({ Order: order.schema, HighValueOrder: schema }),
  };
}

function writeSchema({ schema, examples }: { schema: object; examples: object[] }): string {
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return `${JSON.stringify({ $schema, ...schema, examples }, null, 2)}\n`;
}
