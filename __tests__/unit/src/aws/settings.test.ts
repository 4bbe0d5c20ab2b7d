import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../../../src/aws/settings.ts';

const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:orders';

/** A sound value of every setting, and what is read from it. */
const SETTINGS = {
  ORDERS_TABLE_NAME: ['orders', 'orders'],
  ORDER_TOPIC_ARN: [TOPIC_ARN, TOPIC_ARN],
  HIGH_VALUE_ORDER_TOPIC_ARN: [TOPIC_ARN, TOPIC_ARN],
  HIGH_VALUE_THRESHOLD: ['100', 100],
  AWS_REQUEST_TIMEOUT_MS: ['1000', 1000],
  SWEEP_GRACE_SECONDS: ['600', 600],
  SWEEP_INTERVAL_MINUTES: ['5', 5],
} as const;
type Name = keyof typeof SETTINGS;
const NAMES = Object.keys(SETTINGS) as Name[];

const environment = Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name][0]]));
const badSettings = (problems: string) =>
  new Error(`Invalid settings: ${problems}. They are set in serverless.yml; see .env.example.`);

describe('sound settings', () => {
  test('are read as the types that the code uses', () => {
    const settings = loadSettings(environment, NAMES);

    expect(settings).toStrictEqual(Object.fromEntries(NAMES.map((name) => [name, SETTINGS[name][1]])));
  });

  test('are read only by the names given', () => {
    const settings = loadSettings({ ORDERS_TABLE_NAME: 'orders', HIGH_VALUE_THRESHOLD: 'abc' }, [
      'ORDERS_TABLE_NAME',
    ]);

    expect(settings).toStrictEqual({ ORDERS_TABLE_NAME: 'orders' });
  });

  test.each<[Name, string]>([
    ...['0', '100.5', '100.01', '0.01', '9999999999.99'].map(
      (value) => ['HIGH_VALUE_THRESHOLD', value] as const,
    ),
    ...['1', '10', '999999'].map((value) => ['SWEEP_GRACE_SECONDS', value] as const),
  ] as [Name, string][])('may have a %s of %s', (name, value) => {
    expect(loadSettings({ [name]: value }, [name])).toStrictEqual({ [name]: Number(value) });
  });
});

describe('a bad setting is refused', () => {
  const NO_THRESHOLD = 'must be a number of 0 or more with at most two decimals, such as 100';
  const notWhole = (unit: string) => `must be a whole number of ${unit} from 1 to 999999`;

  test.each([
    ...NAMES.map((name) => [name, undefined, 'is missing'] as const),
    ...NAMES.map((name) => [name, '', 'is empty'] as const),
    ['HIGH_VALUE_ORDER_TOPIC_ARN', 'orders', 'must be an ARN'] as const,
    ...['orders', 'http://arn:aws:sns', ' arn:aws:sns', 'ARN:aws:sns'].map(
      (value) => ['ORDER_TOPIC_ARN', value, 'must be an ARN'] as const,
    ),
    ...[
      ...['abc', '-1', '+1', '1e3', ' 100', '100 ', '100\n', '100.', '.5', '100.001', '1,000', '0x10'],
      ...['NaN', 'Infinity', '12345678901'],
    ].map((value) => ['HIGH_VALUE_THRESHOLD', value, NO_THRESHOLD] as const),
    ...['0', '01', '-1', '+1', '1.5', 'abc', '1e3', '1000000', ' 1', '1 ', '1\n', '10m'].map(
      (value) => ['SWEEP_GRACE_SECONDS', value, notWhole('seconds')] as const,
    ),
    ['AWS_REQUEST_TIMEOUT_MS', '0', notWhole('milliseconds')] as const,
    ['SWEEP_INTERVAL_MINUTES', '0', notWhole('minutes')] as const,
  ])('%s, if it is %j', (name, value, problem) => {
    const loading = () => loadSettings({ ...environment, [name]: value }, NAMES);

    expect(loading).toThrow(badSettings(`${name} ${problem}`));
  });

  test('together with every other, by a ConfigError', () => {
    const loading = () =>
      loadSettings({ ORDER_TOPIC_ARN: 'orders', HIGH_VALUE_THRESHOLD: '' }, NAMES.slice(0, 4));

    const problems = [
      ...['ORDERS_TABLE_NAME is missing', 'ORDER_TOPIC_ARN must be an ARN'],
      ...['HIGH_VALUE_ORDER_TOPIC_ARN is missing', 'HIGH_VALUE_THRESHOLD is empty'],
    ];
    expect(loading).toThrow(badSettings(problems.join('; ')));
    expect(loading).toThrow(expect.objectContaining({ name: 'ConfigError' }));
  });
});
