import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EMULATOR_STAGES, STAGES, stackNameOf } from '../../tools/service/stages.ts';
import { compiled, type Loose, PACKAGED } from '../support/compiled-template.ts';

const { service } = compiled('local');

test('the stages of tools/service/stages.ts are those of serverless.yml', () => {
  const { default: _, ...stages } = service().initialServerlessConfig.params;

  expect(Object.keys(stages).sort()).toEqual([...STAGES].sort());
  expect(service().custom.localstack.stages).toEqual(EMULATOR_STAGES);
});

test('serverless.yml uses every plugin of plugins/', () => {
  // A plugin exports a class; the other files contain what plugins share.
  const folder = join(__dirname, '../../plugins');
  const plugins = readdirSync(folder).filter((file) => typeof require(join(folder, file)) === 'function');

  expect(service().plugins).toEqual(expect.arrayContaining(plugins.map((file) => `./plugins/${file}`)));
});

test.each(STAGES)('stage %s tags the stack with the service and the stage', (stage) => {
  expect(compiled(stage).service().provider.stackTags).toEqual({ service: 'high-value-orders', stage });
});

test('stage local has no alarms, no dashboard and no saved queries', () => {
  const types = Object.values(compiled('local').resources).map(({ Type }) => Type);

  expect(types.filter((type) => /CloudWatch|QueryDefinition/.test(type))).toEqual([]);
  expect(compiled('local').resources.AlarmTopic).toBeUndefined();
});

test('the name of a stack begins with the name of the service in serverless.yml', () => {
  expect(stackNameOf('local')).toBe(`${service().service}-local`);
});

describe('stage local-prod', () => {
  const { resources } = compiled('local-prod');

  test('has the resources of prod', () => {
    const typesOf = (all: Loose) => Object.entries(all).map(([id, { Type }]: Loose) => `${Type} ${id}`);

    expect(typesOf(resources)).toEqual(typesOf(compiled('prod').resources));
  });

  test.each([
    ["a function's timeout", 'IngestLambdaFunction', 'Timeout'],
    ["a function's settings", 'IngestLambdaFunction', 'Environment'],
    ["a queue's visibility timeout", 'OrderQueue', 'VisibilityTimeout'],
    ["a topic's policy", 'OrderTopicPolicy', 'PolicyDocument'],
  ])('has %s of local', (_what, logicalId, property) => {
    const of = (stage: 'local' | 'local-prod') =>
      JSON.stringify(compiled(stage).resources[logicalId]?.Properties[property]).replaceAll(
        '-local-prod',
        '-local',
      );

    expect(of('local-prod')).toBe(of('local'));
  });
});

describe.each(PACKAGED)('on %s', (packaged) => {
  const { ofType, resources } = compiled(packaged);

  test('the bucket for the bundles is private and requires TLS', () => {
    const [[, bucket] = ['', {}]] = ofType('AWS::S3::Bucket');
    const [[, policy] = ['', {}]] = ofType('AWS::S3::BucketPolicy');

    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(policy.PolicyDocument.Statement).toMatchObject([
      {
        Effect: 'Deny',
        Action: 's3:*',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': false } },
      },
    ]);
  });

  test('no statement allows a wildcard, except the resource of X-Ray and of a key policy', () => {
    const statements: Loose[] = Object.values(resources).flatMap(({ Properties = {} }) => [
      ...(Properties.Policies ?? []).flatMap(({ PolicyDocument }: Loose) => PolicyDocument.Statement),
      ...(Properties.PolicyDocument?.Statement ?? []),
      ...(Properties.KeyPolicy?.Statement ?? []),
    ]);
    const wild = statements.filter(
      ({ Effect, Action, Resource, Principal }) =>
        Effect === 'Allow' && JSON.stringify([Action, Resource, Principal]).includes('*'),
    );

    const refused = wild.filter(
      ({ Action, Resource }) =>
        Resource !== '*' || ![Action].flat().every((action) => /^(xray|kms):\w+$/.test(action)),
    );

    expect(refused).toEqual([]);
  });

  test('numbers are numbers and booleans are booleans', () => {
    // Text is right in the settings of functions and in the conditions of policies.
    const written = leavesOf(resources)
      .filter(([path]) => !/\.(Environment\.Variables|PolicyDocument|KeyPolicy)\./.test(path))
      .filter(([, value]) => /^(-?\d+(\.\d+)?|true|false)$/.test(`${value}`));

    expect(written.filter(([, value]) => typeof value === 'string')).toEqual([]);
    expect(written).not.toEqual([]);
  });
});

/** Every value in a template, with the path to it. */
function leavesOf(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, part]) => leavesOf(part, `${path}.${key}`));
}
