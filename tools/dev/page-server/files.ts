import type { Page, Pages } from '../../stack/pages.ts';
import { buildPage } from './build-page.ts';

/** The files of the page, built once. Until then they wait; if it fails, they say so. */
export function createPageFiles(): Pages {
  const built = buildPage();
  // Whoever asks for a file gets the error.
  built.catch(() => {});
  const file = (path: '/' | '/page.js' | '/page.css'): Page => ({
    async content() {
      try {
        return { status: 200, ...(await built)[path] };
      } catch (error) {
        return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: String(error) };
      }
    },
  });
  return { '/': file('/'), '/page.js': file('/page.js'), '/page.css': file('/page.css') };
}
