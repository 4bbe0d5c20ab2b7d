import * as v from 'valibot';

const text = v.pipe(v.string('is missing'), v.minLength(1, 'is empty'));

const arn = v.pipe(text, v.startsWith('arn:', 'must be an ARN'));

const wholeNumberOf = (unit: string) =>
  v.pipe(
    text,
    v.regex(/^[1-9]\d{0,5}$/, `must be a whole number of ${unit} from 1 to 999999`),
    v.transform(Number),
  );

/** Every setting of a function, by the name of its environment variable. serverless.yml sets them. */
const settings = {
  ORDERS_TABLE_NAME: text,
  ORDER_TOPIC_ARN: arn,
  HIGH_VALUE_ORDER_TOPIC_ARN: arn,
  /** An order with an amount strictly over it is high-value. */
  HIGH_VALUE_THRESHOLD: v.pipe(
    text,
    v.regex(/^\d{1,10}(\.\d{1,2})?$/, 'must be a number of 0 or more with at most two decimals, such as 100'),
    v.transform(Number),
  ),
  /** Timeout of one attempt of an AWS call, in milliseconds. */
  AWS_REQUEST_TIMEOUT_MS: wholeNumberOf('milliseconds'),
  /** Seconds an order can be pending before sweep announces it again. */
  SWEEP_GRACE_SECONDS: wholeNumberOf('seconds'),
  /** Minutes between sweeps. */
  SWEEP_INTERVAL_MINUTES: wholeNumberOf('minutes'),
  /** Days after which a finished order expires; 0 for never. At least 30: plugins/checked-settings.js says why. */
  ORDER_RETENTION_DAYS: v.pipe(
    text,
    v.regex(
      /^(0|[3-9]\d|[1-9]\d{2,5})$/,
      'must be a whole number of days from 30 to 999999, or 0 to keep orders',
    ),
    v.transform(Number),
  ),
};

type Settings = typeof settings;
type SettingsOf<Name extends keyof Settings> = { readonly [K in Name]: v.InferOutput<Settings[K]> };

/** A function's settings are missing or malformed, so it does not start. A retry fails: fix the settings and deploy. */
class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(problems: readonly string[]) {
    super(`Invalid settings: ${problems.join('; ')}. They are set in serverless.yml; see .env.example.`);
  }
}

/**
 * Reads the named settings from an environment and converts them to their types.
 *
 * @throws ConfigError that lists every missing or malformed setting.
 */
export function loadSettings<Name extends keyof Settings>(
  environment: NodeJS.ProcessEnv,
  names: readonly Name[],
): SettingsOf<Name> {
  const problems: string[] = [];
  const entries = names.map((name) => {
    const result = v.safeParse(settings[name], environment[name]);
    if (!result.success) problems.push(`${name} ${result.issues[0].message}`);
    return [name, result.output];
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(entries) as SettingsOf<Name>;
}
