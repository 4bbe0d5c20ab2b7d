const { availableParallelism } = require('node:os');

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } }] },
};

module.exports = {
  // For the flow suite. Each wait in it has its own, shorter deadline with a message.
  testTimeout: 90_000,
  // The flow suite mostly waits, so one core can run two workers.
  maxWorkers: 2 * availableParallelism(),
  // Used with --coverage, as in `npm test`.
  collectCoverageFrom: ['<rootDir>/src/**/*.ts'],
  coverageReporters: [['text', { skipFull: true }]],
  coverageThreshold: { global: { statements: 99, branches: 97, functions: 100, lines: 99 } },
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/{unit,docs,contract}/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'template',
      testMatch: ['<rootDir>/__tests__/template/**/*.test.ts'],
      globalSetup: '<rootDir>/__tests__/support/package-stages.ts',
    },
    {
      ...common,
      displayName: 'flow',
      testMatch: ['<rootDir>/__tests__/service/{anywhere,embedded}/**/*.test.ts'],
      globalSetup: '<rootDir>/__tests__/support/set-up-flow.ts',
      globalTeardown: '<rootDir>/__tests__/support/tear-down-flow.ts',
    },
    {
      ...common,
      displayName: 'deployed',
      testMatch: ['<rootDir>/__tests__/service/{anywhere,deployed}/**/*.test.ts'],
      globalSetup: '<rootDir>/__tests__/support/find-service.ts',
    },
    {
      ...common,
      displayName: 'enforced',
      testMatch: ['<rootDir>/__tests__/service/enforced/**/*.test.ts'],
    },
    {
      ...common,
      displayName: 'page',
      testMatch: ['<rootDir>/__tests__/page/**/*.test.ts'],
    },
  ],
};
