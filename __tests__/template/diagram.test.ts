import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { drawArchitecture, withDiagram } from '../../tools/commands/diagram/architecture.ts';
import type { Resource } from '../../tools/stack/template.ts';
import { compiled } from '../support/compiled-template.ts';
import { GRANTS } from '../support/grants.ts';

const { resources } = compiled('dev');
const picture = drawArchitecture({ Resources: resources });

test('the picture in README.md is up to date: otherwise run `npm run diagram`', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');

  expect(readme).toBe(withDiagram(readme, picture));
});

test('a document without the marks for the picture is refused with both marks', () => {
  expect(() => withDiagram('# Title\n', picture)).toThrow(/Put these two lines where it belongs/);
});

describe('the picture', () => {
  test('has an arrow for each call that a role allows, except reading a queue', () => {
    const calls = Object.entries(GRANTS).flatMap(([name, grants]) =>
      grants
        .filter((grant) => !grant.startsWith('sqs:'))
        .map((grant) => grant.replace(/^\w+:(\w+) (?:OrdersTable\.)?(\w+)$/, `  ${name} -->|$1| $2`)),
    );

    expect(calls.filter((call) => !picture.split('\n').includes(call))).toEqual([]);
  });

  test('shows a queue that the template adds', () => {
    const added: Record<string, Resource> = {
      AuditQueue: { Type: 'AWS::SQS::Queue' },
      AuditSubscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: { Ref: 'HighValueOrderTopic' },
          Endpoint: { 'Fn::GetAtt': ['AuditQueue', 'Arn'] },
          FilterPolicy: { Amount: [{ numeric: ['>=', 1000] }] },
        },
      },
    };

    const drawn = drawArchitecture({ Resources: { ...resources, ...added } });

    expect(drawn).toContain('AuditQueue[/AuditQueue/]:::queue');
    expect(drawn).toContain('HighValueOrderTopic -->|filtered| AuditQueue');
  });
});
