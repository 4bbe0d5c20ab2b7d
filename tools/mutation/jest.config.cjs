const { displayName, ...unit } = require('../../jest.config.js').projects[0];

/** The unit tests, so that a mutant costs no more of them than it takes to kill it. */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/__tests__/unit/src/**/!(private-texts*|sweep-outage).test.ts'],
  runner: '<rootDir>/tools/mutation/until-killed.cjs',
};
