import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../../../src/aws/settings.ts';

const SOUND = {
  ORDERS_TABLE_NAME: 'orders',
  HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
  HIGH_VALUE_THRESHOLD: '100',
  AWS_REQUEST_TIMEOUT_MS: '1000',
};

const ALL = [
  'ORDERS_TABLE_NAME',
  'HIGH_VALUE_ORDER_TOPIC_ARN',
  'HIGH_VALUE_THRESHOLD',
  'AWS_REQUEST_TIMEOUT_MS',
] as const;

const badSettings = (problems: string) =>
  new Error(`Invalid settings: ${problems}. They are set in serverless.yml; see .env.example.`);

describe('sound settings', () => {
  test('are read in the type they are used in', () => {
    const config = loadSettings(SOUND, ALL);

    expect(config).toStrictEqual({
      ORDERS_TABLE_NAME: 'orders',
      HIGH_VALUE_ORDER_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:high-value-orders',
      HIGH_VALUE_THRESHOLD: 100,
      AWS_REQUEST_TIMEOUT_MS: 1000,
    });
  });

  test('are read only where they are named', () => {
    const config = loadSettings({ ...SOUND, HIGH_VALUE_THRESHOLD: 'abc' }, ['ORDERS_TABLE_NAME']);

    expect(config).toStrictEqual({ ORDERS_TABLE_NAME: 'orders' });
  });

  test.each([
    ['0', 0],
    ['100', 100],
    ['100.5', 100.5],
    ['100.01', 100.01],
    ['0.01', 0.01],
    ['9999999999.99', 9_999_999_999.99],
  ])('may have a threshold of %s', (HIGH_VALUE_THRESHOLD, expected) => {
    const config = loadSettings({ ...SOUND, HIGH_VALUE_THRESHOLD }, ['HIGH_VALUE_THRESHOLD']);

    expect(config).toStrictEqual({ HIGH_VALUE_THRESHOLD: expected });
  });

  test.each([
    ['1', 1],
    ['10', 10],
    ['999999', 999_999],
  ])('may have a request time-out of %s ms', (AWS_REQUEST_TIMEOUT_MS, expected) => {
    const config = loadSettings({ ...SOUND, AWS_REQUEST_TIMEOUT_MS }, ['AWS_REQUEST_TIMEOUT_MS']);

    expect(config).toStrictEqual({ AWS_REQUEST_TIMEOUT_MS: expected });
  });
});

describe('a bad setting is refused', () => {
  test.each(ALL)('where %s is missing', (name) => {
    const loading = () => loadSettings({ ...SOUND, [name]: undefined }, ALL);

    expect(loading).toThrow(badSettings(`${name} is missing`));
  });

  test.each(ALL)('where %s is empty', (name) => {
    const loading = () => loadSettings({ ...SOUND, [name]: '' }, ALL);

    expect(loading).toThrow(badSettings(`${name} is empty`));
  });

  test.each(['high-value-orders', 'http://arn:aws:sns', ' arn:aws:sns', 'ARN:aws:sns'])(
    'where the topic is no ARN: %j',
    (HIGH_VALUE_ORDER_TOPIC_ARN) => {
      const loading = () => loadSettings({ ...SOUND, HIGH_VALUE_ORDER_TOPIC_ARN }, ALL);

      expect(loading).toThrow(badSettings('HIGH_VALUE_ORDER_TOPIC_ARN must be an ARN'));
    },
  );

  test.each([
    ...['abc', '-1', '+1', '1e3', ' 100', '100 ', '100\n', '100.', '.5', '100.001', '1,000', '0x10'],
    ...['NaN', 'Infinity', '12345678901'],
  ])('where the threshold is %j', (HIGH_VALUE_THRESHOLD) => {
    const loading = () => loadSettings({ ...SOUND, HIGH_VALUE_THRESHOLD }, ALL);

    expect(loading).toThrow(
      badSettings(
        'HIGH_VALUE_THRESHOLD must be a number of 0 or more with at most two decimals, such as 100',
      ),
    );
  });

  test.each(['0', '01', '-1', '1.5', 'abc', '1e3', '1000000', ' 1', '1 '])(
    'where the request time-out is %j',
    (AWS_REQUEST_TIMEOUT_MS) => {
      const loading = () => loadSettings({ ...SOUND, AWS_REQUEST_TIMEOUT_MS }, ALL);

      expect(loading).toThrow(
        badSettings('AWS_REQUEST_TIMEOUT_MS must be a whole number of milliseconds from 1 to 999999'),
      );
    },
  );

  test('together with every other', () => {
    const loading = () => loadSettings({ HIGH_VALUE_ORDER_TOPIC_ARN: '', HIGH_VALUE_THRESHOLD: 'abc' }, ALL);

    expect(loading).toThrow(
      badSettings(
        'ORDERS_TABLE_NAME is missing; HIGH_VALUE_ORDER_TOPIC_ARN is empty; ' +
          'HIGH_VALUE_THRESHOLD must be a number of 0 or more with at most two decimals, such as 100; ' +
          'AWS_REQUEST_TIMEOUT_MS is missing',
      ),
    );
  });

  test('with a ConfigError', () => {
    const loading = () => loadSettings({}, ALL);

    expect(loading).toThrow(expect.objectContaining({ name: 'ConfigError' }));
  });
});
