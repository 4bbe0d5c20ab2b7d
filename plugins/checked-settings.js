const wholeSeconds = {
  pattern: /^[1-9]\d{0,5}$/,
  rule: 'must be a whole number of seconds from 1 to 999999',
};

const email = { pattern: /^([^@\s]+@[^@\s]+)?$/, rule: 'must be an e-mail address, or empty' };

/** What each setting of .env.example may be. One that is not set has its default from serverless.yml. */
const SETTINGS = {
  HIGH_VALUE_THRESHOLD: {
    pattern: /^\d{1,10}(\.\d{1,2})?$/,
    rule: 'must be a number from 0 on with at most two decimals, such as 100',
  },
  SWEEP_GRACE_SECONDS: wholeSeconds,
  ENCRYPTION: { pattern: /^(default|kms)$/, rule: 'must be default or kms' },
  ALARM_EMAIL: email,
  QUIET_MINUTES: {
    pattern: /^(\d{1,3}|1[0-3]\d{2}|14[0-3]\d|1440)$/,
    rule: 'must be a whole number of minutes from 0 (no alarm) to 1440 (a day)',
  },
  HIGH_VALUE_EMAIL: email,
  LOG_LEVEL: { pattern: /^(DEBUG|INFO|WARN|ERROR)$/, rule: 'must be DEBUG, INFO, WARN or ERROR' },
};

/** Stops packaging, and so deploying, when a setting is malformed: one message names all of them. */
module.exports = class CheckedSettings {
  constructor(serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        const problems = problemsOf(process.env);
        if (problems.length > 0) {
          throw new serverless.classes.Error(
            `Bad settings: ${problems.join('; ')}. Mend them in the environment or .env; see .env.example.`,
          );
        }
      },
    };
  }
};

function problemsOf(environment) {
  return Object.entries(SETTINGS).flatMap(([name, { pattern, rule }]) => {
    const value = environment[name];
    return value === undefined || pattern.test(value) ? [] : [`${name} ${rule}, not "${value}"`];
  });
}
