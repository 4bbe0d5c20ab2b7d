import { expect, test } from '@jest/globals';
import { DOCUMENTS, read } from '../support/markdown.ts';

const INDEX = 'docs/decisions/README.md';
const DECISIONS = DOCUMENTS.filter((path) => path.startsWith('docs/decisions/') && path !== INDEX);

test.each(DECISIONS)('%s has a date, options with one choice, and how to go back', (decision) => {
  const text = read(decision);

  expect(text).toMatch(/^# .+\n\n20\d\d-\d\d-\d\d\n\n[\s\S]*Options:\n\n- [\s\S]*^To go back: /m);
  expect(text.match(/^- \*\*/gm)).toHaveLength(1);
});

test('the index has every decision, with its title', () => {
  const entries = [...read(INDEX).matchAll(/^- \[(.+)\]\((.+)\)$/gm)].map(([, title, file]) => [file, title]);

  const titles = DECISIONS.map((path) => [
    path.slice('docs/decisions/'.length),
    read(path).split('\n')[0]?.slice(2),
  ]);
  expect(entries.sort()).toEqual(titles.sort());
});
