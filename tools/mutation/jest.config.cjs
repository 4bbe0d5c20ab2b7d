const { displayName, ...unit } = require('../../jest.config.js').projects[0];

/** The unit tests of src without the slow ones, run until the first failure. */
module.exports = {
  ...unit,
  testMatch: ['<rootDir>/__tests__/unit/src/**/!(private-texts*|sweep-outage).test.ts'],
  runner: '<rootDir>/tools/mutation/until-killed.cjs',
};
