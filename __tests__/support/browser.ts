import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startPageStub } from './page-stub.ts';

const PLACES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(
    (name) => `/usr/bin/${name}`,
  ),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** @throws if there is no Chromium; the message says how to get one. */
export function findChromium(
  places = [process.env.CHROME_PATH, ...PLACES, chromium.executablePath()],
): string {
  const found = places.find((place) => place && existsSync(place));
  if (found !== undefined) return found;
  throw new Error(
    'The tests of the page need Chromium or Chrome. Install one ("apt-get install chromium", or "npx playwright-core install chromium"), or set CHROME_PATH to its executable.',
  );
}

type Stub = Awaited<ReturnType<typeof startPageStub>>;
/** `answers` are to the questions that the page is to ask. */
type OpenOptions = BrowserContextOptions & { hash?: string; answers?: boolean[] };

/** A browser for the tests of one file. Closes after each test what it opened, and fails it for an error in the page. */
export function useBrowser() {
  let browser: Browser;
  const open: { stop(): unknown }[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    const isRoot = process.getuid?.() === 0;
    browser = await chromium.launch({ executablePath: findChromium(), chromiumSandbox: !isRoot });
  });
  afterEach(async () => {
    for (const { stop } of open.splice(0).reverse()) await stop();
    const found = errors.splice(0);
    if (found.length > 0) throw new Error(`The page had errors: ${found.join('; ')}`);
  });
  afterAll(() => browser?.close());

  async function openStub(
    stub: Stub,
    { hash = '', answers = [], ...options }: OpenOptions = {},
  ): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    open.push({ stop: () => context.close() });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('dialog', (dialog) => {
      const answer = answers.shift();
      if (answer === undefined) errors.push(`unexpected dialog: ${dialog.message()}`);
      return answer ? dialog.accept() : dialog.dismiss();
    });
    await page.goto(`${stub.address}/${hash}`);
    await page.getByText('connected', { exact: true }).waitFor();
    return page;
  }

  return {
    /** Opens the page on a stub with these contents. */
    async open(contents: Parameters<typeof startPageStub>[0] = {}, options: OpenOptions = {}) {
      const stub = await startPageStub(contents);
      open.push(stub);
      return { stub, page: await openStub(stub, options) };
    },
  };
}
