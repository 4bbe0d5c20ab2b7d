import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DOCUMENTS, PROJECT, projectFiles, read, withoutBlocks } from '../support/markdown.ts';

/** Where the names come from: code, template, tests and settings. */
const SOURCES = projectFiles()
  .filter((path) => /\.(ts|js|json|yml)$/.test(path) && path !== 'package-lock.json')
  .map(read)
  .concat(read('.env.example'))
  .join('\n');
const WORDS = new Set(SOURCES.match(/\w+/g));

/** What other tools call things, and what stands for many names. */
const WORDS_OF_OTHERS = new Set([
  'createX',
  'EBADENGINE',
  'ENABLED',
  'maximumConcurrency',
  'outputFileExtension',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
  'WarmThroughput',
]);

const spansOf = (document: string) =>
  [...withoutBlocks(read(document)).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

test.each(DOCUMENTS)('every file that %s names is there', (document) => {
  const files = spansOf(document).filter((span) =>
    /^[\w./-]+\/[\w./-]*$|^[\w-]+\.(ts|js|yml|md|json)$/.test(span),
  );

  expect(files.filter((file) => !isThere(document, file))).toEqual([]);
});

test.each(DOCUMENTS)('every identifier that %s names is in the code', (document) => {
  const identifiers = spansOf(document).filter((span) => /^[A-Za-z]+[A-Z_]\w*$/.test(span));

  expect(identifiers.filter((name) => !WORDS.has(name) && !WORDS_OF_OTHERS.has(name))).toEqual([]);
});

/** A bare name may be that of any file; a path begins at the top, at the document, or in `__tests__`. */
function isThere(document: string, file: string): boolean {
  if (!file.includes('/')) return projectFiles().some((path) => path.split('/').at(-1) === file);
  return ['', dirname(document), '__tests__'].some((from) => existsSync(join(PROJECT, from, file)));
}
