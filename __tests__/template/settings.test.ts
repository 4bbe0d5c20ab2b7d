import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const CheckedSettings = require('../../plugins/checked-settings.js');
const project = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

test('.env.example names every setting that the configuration reads', () => {
  const files = [
    'serverless.yml',
    ...readdirSync(join(project, 'resources')).map((name) => `resources/${name}`),
  ];
  const used = files.flatMap((file) => [...read(file).matchAll(/\$\{env:(\w+)/g)].map(([, name]) => name));

  const named = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name);

  expect(named).toEqual(expect.arrayContaining([...new Set(used)]));
});

describe('packaging', () => {
  test.each([
    ['HIGH_VALUE_THRESHOLD', ''],
    ['HIGH_VALUE_THRESHOLD', 'abc'],
    ['HIGH_VALUE_THRESHOLD', '-1'],
    ['HIGH_VALUE_THRESHOLD', '1e3'],
    ['SWEEP_GRACE_SECONDS', '0'],
    ['LOG_LEVEL', 'LOUD'],
    ['ENCRYPTION', 'on'],
    ['ALARM_EMAIL', 'me at home'],
    ['QUIET_MINUTES', '1441'],
    ['QUIET_MINUTES', '-1'],
    ['QUIET_MINUTES', '1.5'],
  ])('stops at %s of "%s"', (name, value) => {
    const packaging = () => runHook({ [name]: value });

    expect(packaging).toThrow(`Bad settings: ${name} must be`);
  });

  test('names every malformed setting at once', () => {
    const packaging = () => runHook({ HIGH_VALUE_THRESHOLD: 'abc', LOG_LEVEL: 'LOUD' });

    expect(packaging).toThrow(/HIGH_VALUE_THRESHOLD must be .*; LOG_LEVEL must be /);
  });

  test.each([
    {},
    { HIGH_VALUE_THRESHOLD: '0', SWEEP_GRACE_SECONDS: '60', LOG_LEVEL: 'DEBUG' },
    { QUIET_MINUTES: '1440' },
  ])('goes on with %j', (settings) => {
    const packaging = () => runHook(settings);

    expect(packaging).not.toThrow();
  });
});

test('serverless itself says of every malformed setting what it may be', () => {
  const command = [
    require.resolve('serverless/bin/serverless.js'),
    'package',
    '--package',
    'build/malformed',
  ];
  const env = { ...process.env, ENCRYPTION: 'none', LOG_LEVEL: 'LOUD' };

  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: project, env });

  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(/Bad settings: ENCRYPTION must be .*; LOG_LEVEL must be /);
});

/** What the plugin does before packaging, in an environment of just these settings. */
function runHook(settings: Record<string, string>): void {
  const before = { ...process.env };
  for (const name of [
    'HIGH_VALUE_THRESHOLD',
    'SWEEP_GRACE_SECONDS',
    'LOG_LEVEL',
    'ENCRYPTION',
    'ALARM_EMAIL',
    'QUIET_MINUTES',
  ])
    delete process.env[name];
  Object.assign(process.env, settings);
  try {
    new CheckedSettings({ classes: { Error } }).hooks['before:package:initialize']();
  } finally {
    process.env = before;
  }
}
