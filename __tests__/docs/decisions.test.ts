import { expect, test } from '@jest/globals';
import { DOCUMENTS, read } from '../support/markdown.ts';

const INDEX = 'docs/decisions/README.md';
const DECISIONS = DOCUMENTS.filter((path) => path.startsWith('docs/decisions/') && path !== INDEX);

test.each(DECISIONS)('%s has a date, options of which one is chosen, and the way back', (decision) => {
  const text = read(decision);

  expect(text).toMatch(/^# .+\n\n20\d\d-\d\d-\d\d\n\n/);
  expect(text).toMatch(/Options:\n\n- /);
  expect(text.match(/^- \*\*/gm)).toHaveLength(1);
  expect(text).toMatch(/^To go back: /m);
});

test('the index names every decision', () => {
  const named = [...read(INDEX).matchAll(/\((.+?\.md)\)/g)].map(([, file]) => `docs/decisions/${file}`);

  expect(named.sort()).toEqual([...DECISIONS].sort());
});
