import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../../../src/aws/settings.ts';

const ORDER_TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:orders';
const NAMES = ['ORDER_TOPIC_ARN', 'SWEEP_GRACE_SECONDS'] as const;

const badSettings = (problems: string) =>
  new Error(`Invalid settings: ${problems}. They are set in serverless.yml; see .env.example.`);

describe('sound settings', () => {
  test('may name the topic for orders', () => {
    const config = loadSettings({ ORDER_TOPIC_ARN }, ['ORDER_TOPIC_ARN']);

    expect(config).toStrictEqual({ ORDER_TOPIC_ARN });
  });

  test.each([
    ['1', 1],
    ['10', 10],
    ['600', 600],
    ['999999', 999_999],
  ])('may have a grace period of %s s', (SWEEP_GRACE_SECONDS, expected) => {
    const config = loadSettings({ SWEEP_GRACE_SECONDS }, ['SWEEP_GRACE_SECONDS']);

    expect(config).toStrictEqual({ SWEEP_GRACE_SECONDS: expected });
  });
});

describe('a bad setting is refused', () => {
  test.each(NAMES)('where %s is missing', (name) => {
    const loading = () => loadSettings({}, [name]);

    expect(loading).toThrow(badSettings(`${name} is missing`));
  });

  test.each(NAMES)('where %s is empty', (name) => {
    const loading = () => loadSettings({ [name]: '' }, [name]);

    expect(loading).toThrow(badSettings(`${name} is empty`));
  });

  test.each(['orders', 'http://arn:aws:sns', ' arn:aws:sns', 'ARN:aws:sns'])(
    'where the topic for orders is no ARN: %j',
    (topic) => {
      const loading = () => loadSettings({ ORDER_TOPIC_ARN: topic }, ['ORDER_TOPIC_ARN']);

      expect(loading).toThrow(badSettings('ORDER_TOPIC_ARN must be an ARN'));
    },
  );

  test.each(['0', '01', '-1', '+1', '1.5', 'abc', '1e3', '1000000', ' 1', '1 ', '1\n', '10m'])(
    'where the grace period is %j',
    (SWEEP_GRACE_SECONDS) => {
      const loading = () => loadSettings({ SWEEP_GRACE_SECONDS }, ['SWEEP_GRACE_SECONDS']);

      expect(loading).toThrow(
        badSettings('SWEEP_GRACE_SECONDS must be a whole number of seconds from 1 to 999999'),
      );
    },
  );

  test('together with every other', () => {
    const loading = () => loadSettings({ ORDER_TOPIC_ARN: 'orders', SWEEP_GRACE_SECONDS: '' }, NAMES);

    expect(loading).toThrow(badSettings('ORDER_TOPIC_ARN must be an ARN; SWEEP_GRACE_SECONDS is empty'));
  });
});
