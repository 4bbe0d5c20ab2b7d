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
  ORDER_RETENTION_DAYS: ['0', 0],
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

  test.each<[Name, string[]]>([
    ['HIGH_VALUE_THRESHOLD', ['0', '100.5', '100.01', '0.01', '9999999999.99']],
    ['SWEEP_GRACE_SECONDS', ['1', '10', '999999']],
    ['ORDER_RETENTION_DAYS', ['0', '30', '99', '100', '999999']],
  ])('may have a %s of each of %j', (name, values) => {
    const loaded = values.map((value) => loadSettings({ [name]: value }, [name]));

    expect(loaded).toStrictEqual(values.map((value) => ({ [name]: Number(value) })));
  });
});

describe('a bad setting is refused', () => {
  const NO_THRESHOLD = 'must be a number of 0 or more with at most two decimals, such as 100';
  const NO_NUMBER = ['abc', '-1', '+1', '1e3', ' 1', '1 ', '1\n', '1,000', '0x10', 'NaN', 'Infinity', '10m'];
  const NO_RETENTION = 'must be a whole number of days from 30 to 999999, or 0 to keep orders';
  const notWhole = (unit: string) => `must be a whole number of ${unit} from 1 to 999999`;

  test.each<[string, Name[], (string | undefined)[]]>([
    ['is missing', NAMES, [undefined]],
    ['is empty', NAMES, ['']],
    ['must be an ARN', ['HIGH_VALUE_ORDER_TOPIC_ARN'], ['orders']],
    ['must be an ARN', ['ORDER_TOPIC_ARN'], ['orders', 'http://arn:aws:sns', ' arn:aws:sns', 'ARN:aws:sns']],
    [NO_THRESHOLD, ['HIGH_VALUE_THRESHOLD'], [...NO_NUMBER, '100.', '.5', '100.001', '12345678901']],
    [notWhole('seconds'), ['SWEEP_GRACE_SECONDS'], [...NO_NUMBER, '0', '01', '1.5', '1000000']],
    [notWhole('milliseconds'), ['AWS_REQUEST_TIMEOUT_MS'], ['0']],
    [notWhole('minutes'), ['SWEEP_INTERVAL_MINUTES'], ['0']],
    [NO_RETENTION, ['ORDER_RETENTION_DAYS'], [...NO_NUMBER, '29', '3', '00', '030', '30.5', '1000000']],
  ])('with "%s": %j of each of %j', (problem, names, values) => {
    for (const [name, value] of names.flatMap((each) => values.map((one) => [each, one] as const))) {
      const loading = () => loadSettings({ ...environment, [name]: value }, NAMES);

      expect(loading).toThrow(badSettings(`${name} ${problem}`));
    }
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
