import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Page, PageContent, Pages } from '../stack/pages.ts';

const FOLDER = join(import.meta.dirname, 'page');
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The files of the page, bundled once. Until then they wait; if it fails, they say so. */
export function createPageFiles(): Pages {
  const bundled = bundle();
  // Whoever asks for a file gets the error.
  bundled.catch(() => {});
  const page = (name: string, type: string): Page => ({
    async content() {
      const body = await bundled.then((files) => files.get(name)).catch(String);
      return respond(body, typeof body === 'string' ? 'text/plain' : type);
    },
  });
  return {
    '/': page('index.html', 'text/html'),
    '/page.js': page('page.js', 'text/javascript'),
    '/page.css': page('page.css', 'text/css'),
  };
}

function respond(body: string | Buffer | undefined, type: string): PageContent {
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  };
  if (body === undefined) return { status: 404, headers, body: 'There is no such file.' };
  return { status: typeof body === 'string' ? 500 : 200, headers, body };
}

/** By their names. Without `page/index.tsx` there are none. */
async function bundle(): Promise<Map<string, Buffer>> {
  if (!existsSync(join(FOLDER, 'index.tsx'))) return new Map();
  const { outputFiles } = await build({
    entryPoints: ['index.tsx', 'page.css'].map((file) => ({ in: join(FOLDER, file), out: 'page' })),
    outdir: FOLDER,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    write: false,
    logLevel: 'silent',
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
  return files.set('index.html', readFileSync(join(FOLDER, 'index.html')));
}
