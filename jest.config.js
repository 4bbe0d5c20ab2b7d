const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' } }] },
  setupFiles: ['<rootDir>/__tests__/support/environment.ts'],
};

module.exports = {
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/__tests__/{unit,local}/**/*.test.ts'] },
    {
      ...common,
      displayName: 'template',
      testMatch: ['<rootDir>/__tests__/template/**/*.test.ts'],
      globalSetup: '<rootDir>/__tests__/support/package-stages.ts',
    },
    {
      ...common,
      displayName: 'flow',
      testMatch: ['<rootDir>/__tests__/flow/**/*.test.ts'],
      globalSetup: '<rootDir>/__tests__/support/start-embedded-stack.ts',
      globalTeardown: '<rootDir>/__tests__/support/stop-embedded-stack.ts',
    },
    {
      ...common,
      displayName: 'deployed',
      testMatch: ['<rootDir>/__tests__/flow/**/*.test.ts'],
    },
  ],
};
