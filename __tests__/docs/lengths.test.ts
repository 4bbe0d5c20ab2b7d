import { expect, test } from '@jest/globals';
import { projectFiles, read } from '../support/markdown.ts';

const MAX_LINES = 200;

/** Source files and documents that can be longer, and why. Test files can: one subject stays in one file. */
const LONGER: Record<string, { lines: number; reason: string }> = {
  'README.md': { lines: 260, reason: 'everything from the clone to the removed stage' },
  'contract/asyncapi.yaml': { lines: Number.POSITIVE_INFINITY, reason: 'generated' },
  'contract/released/asyncapi.yaml': { lines: Number.POSITIVE_INFINITY, reason: 'generated' },
  'docs/alarms.md': { lines: 400, reason: 'a section for each alarm' },
  'docs/contract.md': { lines: 260, reason: 'whole programs, in two languages' },
  'docs/extending.md': { lines: 210, reason: 'whole diffs' },
  'docs/operations.md': { lines: 330, reason: 'the runbook' },
  'serverless.yml': { lines: 250, reason: 'stages and functions, where a reader expects them' },
  'package-lock.json': { lines: Number.POSITIVE_INFINITY, reason: 'generated' },
};

test.each(projectFiles().filter((path) => !/^__tests__\/|\.png$/.test(path)))(
  '%s is within its line limit',
  (path) => {
    const lines = read(path).trimEnd().split('\n').length;

    expect(lines).toBeLessThanOrEqual(LONGER[path]?.lines ?? MAX_LINES);
  },
);

test('every exception is still needed', () => {
  const short = Object.keys(LONGER).filter((path) => read(path).trimEnd().split('\n').length <= MAX_LINES);

  expect(short).toEqual([]);
});
