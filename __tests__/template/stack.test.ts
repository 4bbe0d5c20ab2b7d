import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { STAGES } from '../../tools/service/stages.ts';
import type { Loose } from '../support/compiled-template.ts';

const project = join(__dirname, '../..');

test.each(STAGES)(
  'on stage %s, the stack policy lets a deployment replace OrdersTable only where it is not kept',
  (stage) => {
    const table = ['Update:Replace', 'Update:Delete'];

    const { stackPolicy } = packagedService(stage).provider;

    expect(stackPolicy).toEqual([
      { Effect: 'Allow', Principal: '*', Action: ['Update:*'], Resource: '*' },
      {
        Effect: stage.endsWith('prod') ? 'Deny' : 'Allow',
        Principal: '*',
        Action: table,
        Resource: 'LogicalResourceId/OrdersTable',
      },
    ]);
  },
);

test.each(STAGES)('on stage %s, the stack is tagged with the service and the stage', (stage) => {
  expect(packagedService(stage).provider.stackTags).toEqual({ service: 'high-value-orders', stage });
});

test('every plugin of plugins/ is in use', () => {
  // What exports a class is a plugin; the other files have what plugins share.
  const isPlugin = (file: string) => typeof require(join(project, 'plugins', file)) === 'function';
  const files = readdirSync(join(project, 'plugins')).filter(isPlugin);

  expect(packagedService('local').plugins).toEqual(
    expect.arrayContaining(files.map((file) => `./plugins/${file}`)),
  );
});

/** What Serverless deploys a stage with, besides the template. */
function packagedService(stage: string): Loose {
  return JSON.parse(readFileSync(join(project, 'build', stage, 'serverless-state.json'), 'utf8')).service;
}
