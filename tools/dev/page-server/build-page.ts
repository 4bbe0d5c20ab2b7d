import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = join(import.meta.dirname, '../page');

/** The page loads nothing from elsewhere, and runs no script that is in a message. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export type PageFile = { headers: Record<string, string>; body: string };

/** Builds the page of `npm run dev`. @returns its files by their path, with the headers to serve them with. */
export async function buildPage(): Promise<Record<'/' | '/page.js' | '/page.css', PageFile>> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(join(FOLDER, 'index.html'), 'utf8'),
    build({
      entryPoints: [join(FOLDER, 'page.tsx'), join(FOLDER, 'page.css')],
      bundle: true,
      minify: true,
      write: false,
      outdir: FOLDER,
      format: 'esm',
      target: 'es2023',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      tsconfigRaw: {},
    }),
  ]);
  const textOf = (name: string) => outputFiles.find(({ path }) => path.endsWith(name))?.text ?? '';
  return {
    '/': file('text/html', html),
    '/page.js': file('text/javascript', textOf('page.js')),
    '/page.css': file('text/css', textOf('page.css')),
  };
}

function file(type: string, body: string): PageFile {
  return { headers: { 'content-type': `${type}; charset=utf-8`, ...HEADERS }, body };
}
