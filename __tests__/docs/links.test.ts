import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { anchorsOf, DOCUMENTS, PROJECT, read, withoutBlocks } from '../support/markdown.ts';

test.each(DOCUMENTS)('every link within the project that %s has leads somewhere', (document) => {
  const links = [...withoutBlocks(read(document)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const internal = links.filter((link) => !/^https?:/.test(link));

  expect(internal.filter((link) => !leadsSomewhere(document, link))).toEqual([]);
});

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(PROJECT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}
