import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CONTRACT_STAGE, contractFiles } from '../../tools/commands/contract/contract.ts';
import { readTemplate, type Template } from '../../tools/stack/template.ts';
import { PROJECT, read } from '../support/markdown.ts';

const template: Template = readTemplate(join(PROJECT, 'build', CONTRACT_STAGE));
let files: Record<string, string>;

beforeAll(async () => {
  files = await contractFiles(template);
});

test.each(['order.schema.json', 'high-value-order.schema.json', 'asyncapi.yaml', 'types.ts'])(
  'contract/%s is up to date: otherwise run `npm run contract`',
  (name) => {
    expect(read(`contract/${name}`)).toBe(files[name]);
  },
);

test('asyncapi.yaml is valid AsyncAPI, without a warning', async () => {
  const { document, diagnostics } = await new Parser().parse(files['asyncapi.yaml'] ?? '');

  expect(diagnostics).toEqual([]);
  expect(document?.channels().map((channel) => channel.id())).toEqual([
    ...['OrderTopic', 'OrderQueue', 'HighValueOrderTopic'],
  ]);
});

describe('asyncapi.yaml', () => {
  test('has the filter of a subscription, which decides what the service takes', async () => {
    const { OrderSubscription, ...others } = template.Resources;
    const Properties = { ...OrderSubscription?.Properties, FilterPolicy: { Type: ['OrderCreated'] } };
    const filtered = { Type: 'AWS::SNS::Subscription', Properties };

    const changed = await contractFiles({
      ...template,
      Resources: { ...others, OrderSubscription: filtered },
    });

    expect(changed['asyncapi.yaml']).toContain(
      'filterPolicy:\n              Type:\n                - OrderCreated',
    );
  });

  test('names the output that a channel lacks', async () => {
    const { OrderQueueUrl: _, ...Outputs } = template.Outputs ?? {};

    await expect(contractFiles({ ...template, Outputs })).rejects.toThrow(
      'The template has no output OrderQueueUrl for OrderQueue: add it.',
    );
  });
});
