const { default: TestRunner } = require('jest-runner');

/** The test files that killed mutants, the most recent one last. */
const killers = new Set();

/**
 * Runs test files one after another until a test fails, which kills the active mutant. The files that killed the most
 * recent mutants come first. (Jest's own `bail` would end Stryker's process.)
 */
module.exports = class UntilKilled extends TestRunner {
  async runTests(tests, watcher, options) {
    const isMutant = process.env.__STRYKER_ACTIVE_MUTANT__ !== undefined;
    let isKilled = false;
    this.on('test-file-success', ([{ path }, { numFailingTests }]) => {
      if (!isMutant || numFailingTests === 0) return;
      isKilled = true;
      killers.delete(path);
      killers.add(path);
    });

    const ranks = new Map([...killers].map((path, index) => [path, index + 1]));
    const rankOf = ({ path }) => ranks.get(path) ?? 0;
    for (const test of [...tests].sort((a, b) => rankOf(b) - rankOf(a))) {
      if (!isKilled) await super.runTests([test], watcher, options);
    }
  }
};
