import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadSettings } from '../../src/aws/settings.ts';
import { DAY_MS, MESSAGE_LIFE_MS, SHORTEST_RETENTION_DAYS } from '../../tools/simulation/settings.ts';
import { compiled } from '../support/compiled-template.ts';
import { SHORTEST_GRACE_SECONDS } from '../support/settings.ts';

// Serverless loads its plugins with require, and so does this.
const CheckedSettings = require('../../plugins/checked-settings.js');
const project = join(__dirname, '../..');
const read = (path: string) => readFileSync(join(project, path), 'utf8');

test('.env.example lists every setting that the configuration reads', () => {
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
    ['ORDER_RETENTION_DAYS', ''],
    ['ORDER_RETENTION_DAYS', 'never'],
    ['ORDER_RETENTION_DAYS', '30.5'],
  ])('refuses %s of "%s"', (name, value) => {
    const packaging = () => runHook({ [name]: value });

    expect(packaging).toThrow(`Invalid settings: ${name} must be`);
  });

  test.each(['dev', 'prod', 'anna'])(
    'on stage %s refuses a grace period that is too short for an announcement, and says why',
    (stage) => {
      const packaging = () => runHook({ SWEEP_GRACE_SECONDS: String(SHORTEST_GRACE_SECONDS - 1) }, stage);

      expect(packaging).toThrow(
        `SWEEP_GRACE_SECONDS must be a whole number of seconds from ${SHORTEST_GRACE_SECONDS} to 999999, not ` +
          `"${SHORTEST_GRACE_SECONDS - 1}" (sweep must not repeat an announcement that is still under way`,
      );
    },
  );

  test.each(['dev', 'local', 'prod'])(
    'on stage %s refuses a retention that is too short, and says why',
    (stage) => {
      const days = SHORTEST_RETENTION_DAYS - 1;
      const packaging = () => runHook({ ORDER_RETENTION_DAYS: String(days) }, stage);

      expect(packaging).toThrow(
        `ORDER_RETENTION_DAYS must be a whole number of days from ${SHORTEST_RETENTION_DAYS} to 999999, or 0 to keep ` +
          `orders, not "${days}" (a message can wait ${MESSAGE_LIFE_MS / DAY_MS} days in queues and dead-letter queues`,
      );
    },
  );

  test('accepts a short grace period on the stages of emulators', () => {
    const packaging = () => runHook({ SWEEP_GRACE_SECONDS: '1' }, 'local');

    expect(packaging).not.toThrow();
  });

  test.each([
    {},
    { HIGH_VALUE_THRESHOLD: '0', SWEEP_GRACE_SECONDS: String(SHORTEST_GRACE_SECONDS), LOG_LEVEL: 'DEBUG' },
    { QUIET_MINUTES: '1440' },
    { ORDER_RETENTION_DAYS: '0' },
    { ORDER_RETENTION_DAYS: String(SHORTEST_RETENTION_DAYS) },
  ])('accepts %j', (settings) => {
    const packaging = () => runHook(settings);

    expect(packaging).not.toThrow();
  });
});

/** The settings of .env.example. */
const SETTINGS = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name = '']) => name);

/** Those that a function gets under the same name. */
const PASSED_ON = SETTINGS.filter((name) =>
  compiled('dev')
    .ofType('AWS::Lambda::Function')
    .some(([, { Environment }]) => name in Environment.Variables),
);

test.each(PASSED_ON)('packaging and the functions accept the same values of %s', (name) => {
  const numberLike = fc.stringMatching(/^[-+ ]?\d{0,11}([.,e]\d{0,3})?[ \n]?$/);
  const isAccepted = (check: () => void) => {
    try {
      check();
      return true;
    } catch {
      return false;
    }
  };

  fc.assert(
    fc.property(fc.oneof(numberLike, fc.integer().map(String), fc.string()), (value) => {
      const byPackaging = isAccepted(() => runHook({ [name]: value }, 'local'));
      const byFunction = isAccepted(() => loadSettings({ [name]: value }, [name as 'HIGH_VALUE_THRESHOLD']));

      expect(byPackaging).toBe(byFunction);
    }),
    {
      numRuns: 1000,
      examples: ['', '0', '29', '30', '100', '100.01', '999999', '1000000', '9999999999.99'].map((x) => [x]),
    },
  );
});

test('serverless names every malformed setting and says what it may be', () => {
  const command = [
    require.resolve('serverless/bin/serverless.js'),
    'package',
    ...['--param', 'sweepGraceSeconds=60', '--param', 'orderRetentionDays=7'],
    ...['--package', 'build/malformed'],
  ];
  const env = { ...process.env, ENCRYPTION: 'none', LOG_LEVEL: 'LOUD' };

  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: project, env });

  expect(status).toBe(1);
  expect(`${stdout}${stderr}`).toMatch(
    /Invalid settings: SWEEP_GRACE_SECONDS must be .* not "60" .*; ORDER_RETENTION_DAYS must be .* not "7" .*; ENCRYPTION must be .*; LOG_LEVEL must be /s,
  );
});

/** What the plugin does before packaging a stage, in an environment with only these settings. */
function runHook(settings: Record<string, string>, stage = 'dev'): void {
  const before = { ...process.env };
  const { SWEEP_GRACE_SECONDS = 600, ...others } = settings;
  for (const name of SETTINGS) delete process.env[name];
  Object.assign(process.env, others);
  const service = {
    provider: { stage },
    custom: { localstack: { stages: ['local'] } },
    functions: { sweep: { environment: { SWEEP_GRACE_SECONDS } } },
  };
  try {
    new CheckedSettings({ classes: { Error }, service }).hooks['before:package:initialize']();
  } finally {
    process.env = before;
  }
}
