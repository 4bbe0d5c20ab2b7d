import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EMULATOR_STAGES, STAGES, stackNameOf } from '../../tools/service/stages.ts';
import { compiled, type Loose } from '../support/compiled-template.ts';

const { service }: Loose = JSON.parse(
  readFileSync(join(__dirname, '../../build/local/serverless-state.json'), 'utf8'),
);

test('the stages of tools/service/stages.ts are those of serverless.yml', () => {
  const { default: _, ...stages } = service.initialServerlessConfig.params;

  expect(Object.keys(stages).sort()).toEqual([...STAGES].sort());
  expect(service.custom.localstack.stages).toEqual(EMULATOR_STAGES);
});

test('the name of a stack begins with the name of the service in serverless.yml', () => {
  expect(stackNameOf('local')).toBe(`${service.service}-local`);
});

describe('stage local-prod', () => {
  const { resources } = compiled('local-prod');

  test('consists of what prod consists of', () => {
    const typesOf = (all: Loose) => Object.entries(all).map(([id, { Type }]: Loose) => `${Type} ${id}`);

    expect(typesOf(resources)).toEqual(typesOf(compiled('prod').resources));
  });

  test.each([
    [
      'the time-out of a function',
      ({ IngestLambdaFunction }: Loose) => IngestLambdaFunction.Properties.Timeout,
    ],
    [
      'the settings of a function',
      ({ IngestLambdaFunction }: Loose) => IngestLambdaFunction.Properties.Environment,
    ],
    ['the visibility timeout of a queue', ({ OrderQueue }: Loose) => OrderQueue.Properties.VisibilityTimeout],
    ["a topic's policy", ({ OrderTopicPolicy }: Loose) => OrderTopicPolicy.Properties],
  ])('takes from local %s', (_what, part) => {
    const of = (stage: 'local' | 'local-prod') =>
      JSON.stringify(part(compiled(stage).resources)).replace(/-local-prod/g, '-local');

    expect(of('local-prod')).toBe(of('local'));
  });
});
