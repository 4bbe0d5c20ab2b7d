const { isEmulatorStage } = require('./emulator-stages.js');

const matching = (pattern, rule) => ({ isSound: (value) => pattern.test(value), rule });

const wholeSecondsFrom = (least) => ({
  isSound: (value) => /^[1-9]\d{0,5}$/.test(value) && Number(value) >= least,
  rule: `must be a whole number of seconds from ${least} to 999999`,
});

const email = matching(/^([^@\s]+@[^@\s]+)?$/, 'must be an e-mail address, or empty');

/** What each setting of .env.example may be. */
const settingsOf = (serverless) => ({
  HIGH_VALUE_THRESHOLD: matching(
    /^\d{1,10}(\.\d{1,2})?$/,
    'must be a number of 0 or more with at most two decimals, such as 100',
  ),
  SWEEP_GRACE_SECONDS: isEmulatorStage(serverless)
    ? wholeSecondsFrom(1)
    : {
        ...wholeSecondsFrom(120),
        why:
          'sweep must not repeat an announcement that is still under way: waiting for its batch, or, after an ' +
          'attempt that failed, for the visibility timeout to pass and the next attempt',
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

/** Stops packaging, and so deploying, when a setting is malformed: one message names all of them. */
module.exports = class CheckedSettings {
  constructor(serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        const problems = problemsOf(serverless);
        if (problems.length > 0) {
          throw new serverless.classes.Error(
            `Invalid settings: ${problems.join('; ')}. Mend them in the environment or .env (see .env.example), or under ` +
              'params in serverless.yml.',
          );
        }
      },
    };
  }
};

function problemsOf(serverless) {
  // What sweep gets may come from a parameter of the stage as well. One that is not set has its default there.
  const values = { ...process.env, ...serverless.service.functions.sweep.environment };
  return Object.entries(settingsOf(serverless)).flatMap(([name, { isSound, rule, why }]) => {
    const value = values[name];
    if (value === undefined || isSound(value)) return [];
    return [`${name} ${rule}, not "${value}"${why === undefined ? '' : ` (${why})`}`];
  });
}
