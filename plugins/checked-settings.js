const { isEmulatorStage } = require('./emulator-stages.js');

const matching = (pattern, rule) => ({ isValid: (value) => pattern.test(value), rule });

const wholeSecondsFrom = (minimum) => ({
  isValid: (value) => /^[1-9]\d{0,5}$/.test(value) && Number(value) >= minimum,
  rule: `must be a whole number of seconds from ${minimum} to 999999`,
});

const email = matching(/^([^@\s]+@[^@\s]+)?$/, 'must be an e-mail address, or empty');

/** The rule of each setting of .env.example. */
const rulesOf = (serverless) => ({
  HIGH_VALUE_THRESHOLD: matching(
    /^\d{1,10}(\.\d{1,2})?$/,
    'must be a number of 0 or more with at most two decimals, such as 100',
  ),
  SWEEP_GRACE_SECONDS: isEmulatorStage(serverless)
    ? wholeSecondsFrom(1)
    : {
        ...wholeSecondsFrom(120),
        why:
          'sweep must not repeat an announcement that is still under way: it may wait for its batch or, after a ' +
          'failed attempt, for its visibility timeout and a retry',
      },
  ORDER_RETENTION_DAYS: {
    ...matching(
      /^(0|[3-9]\d|[1-9]\d{2,5})$/,
      'must be a whole number of days from 30 to 999999, or 0 to keep orders',
    ),
    why:
      'a message can wait 18 days in queues and dead-letter queues, and would then be taken for a new order if its ' +
      'order were gone',
  },
  ENCRYPTION: matching(/^(default|kms)$/, 'must be default or kms'),
  ALARM_EMAIL: email,
  QUIET_MINUTES: matching(
    /^(\d{1,3}|1[0-3]\d{2}|14[0-3]\d|1440)$/,
    'must be a whole number of minutes from 0 (no alarm) to 1440 (a day)',
  ),
  HIGH_VALUE_EMAIL: email,
  LOG_LEVEL: matching(/^(DEBUG|INFO|WARN|ERROR)$/, 'must be DEBUG, INFO, WARN or ERROR'),
});

/** Stops packaging and deploying if settings are malformed, with one message about all of them. */
module.exports = class CheckedSettings {
  constructor(serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        const problems = problemsOf(serverless);
        if (problems.length > 0) {
          throw new serverless.classes.Error(
            `Invalid settings: ${problems.join('; ')}. Fix them in the environment or .env (see .env.example), or under ` +
              'params in serverless.yml.',
          );
        }
      },
    };
  }
};

function problemsOf(serverless) {
  // With the settings of the functions: they may come from a parameter of the stage, and include the defaults.
  const environments = Object.values(serverless.service.functions).map(({ environment }) => environment);
  const values = Object.assign({}, process.env, ...environments);
  return Object.entries(rulesOf(serverless)).flatMap(([name, { isValid, rule, why }]) => {
    const value = values[name];
    if (value === undefined || isValid(value)) return [];
    return [`${name} ${rule}, not "${value}"${why === undefined ? '' : ` (${why})`}`];
  });
}
