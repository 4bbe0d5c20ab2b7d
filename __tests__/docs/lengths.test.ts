import { expect, test } from '@jest/globals';
import { projectFiles, read } from '../support/markdown.ts';

const MAX_LINES = 200;

/** Source files and documents that may be longer, and why. Tests may be: one subject stays in one file. */
const LONGER: Record<string, { lines: number; reason: string }> = {
  'README.md': { lines: 260, reason: 'from the clone to the removed stage, in one document' },
  'docs/alarms.md': { lines: 420, reason: 'a section for each alarm, under one address' },
  'docs/operations.md': { lines: 320, reason: 'the runbook, under one address' },
  'serverless.yml': {
    lines: 250,
    reason: 'the stages and the functions, where a reader looks for them first',
  },
  'package-lock.json': { lines: Number.POSITIVE_INFINITY, reason: 'npm writes it' },
};

test.each(projectFiles().filter((path) => !path.startsWith('__tests__/')))(
  '%s is no longer than a file may be',
  (path) => {
    const lines = read(path).trimEnd().split('\n').length;

    expect(lines).toBeLessThanOrEqual(LONGER[path]?.lines ?? MAX_LINES);
  },
);

test('every exception is still needed', () => {
  const short = Object.keys(LONGER).filter((path) => read(path).trimEnd().split('\n').length <= MAX_LINES);

  expect(short).toEqual([]);
});
