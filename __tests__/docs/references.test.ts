import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anchorsOf, DOCUMENTS, PROJECT, projectFiles, read, withoutBlocks } from '../support/markdown.ts';

/** Where identifiers come from: code, template, tests and settings. */
const SOURCES = projectFiles()
  .filter((path) => /\.(ts|js|json|yml)$/.test(path) && path !== 'package-lock.json')
  .concat('.env.example');
const WORDS = new Set(SOURCES.map(read).join('\n').match(/\w+/g));

/** Names of other tools, and placeholders. */
const OTHER_WORDS = new Set([
  ...['createX', 'EBADENGINE', 'ENABLED', 'outputFileExtension', 'WarmThroughput'],
  'TimeToLiveDeletedItemCount',
  ...['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED'],
]);

describe.each(DOCUMENTS)('%s', (document) => {
  const text = withoutBlocks(read(document));
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);

  test('links to nothing that does not exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const internal = links.filter((link) => !/^https?:/.test(link));

    expect(internal.filter((link) => !hasTarget(document, link))).toEqual([]);
  });

  test('names no file that does not exist', () => {
    const files = spans.filter((span) => /^[\w./-]+\/[\w./-]*$|^[\w-]+\.(ts|js|yml|md|json)$/.test(span));

    expect(files.filter((file) => !file.startsWith('build/') && !isFile(document, file))).toEqual([]);
  });

  test('names no identifier that the code does not have', () => {
    const identifiers = spans.filter((span) => /^[A-Za-z]+[A-Z_]\w*$/.test(span));

    expect(identifiers.filter((name) => !WORDS.has(name) && !OTHER_WORDS.has(name))).toEqual([]);
  });
});

function hasTarget(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : join(dirname(document), path);
  if (!existsSync(join(PROJECT, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

/** A bare name can be that of any file; a path starts at the top, at the document, or in `__tests__`. */
function isFile(document: string, file: string): boolean {
  if (!file.includes('/')) return projectFiles().some((path) => path.split('/').at(-1) === file);
  return ['', dirname(document), '__tests__'].some((from) => existsSync(join(PROJECT, from, file)));
}
