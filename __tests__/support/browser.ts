import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../../tools/service/chromium.ts';
import { startPageStub } from './page-stub.ts';

/** `answers` are to the questions that the page is to ask. */
type OpenOptions = BrowserContextOptions & { hash?: string; answers?: boolean[] };

/** A browser for the tests of one file. Closes after each test what it opened, and fails it for an error in the page. */
export function useBrowser() {
  let browser: Browser;
  const open: { stop(): unknown }[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const { stop } of open.splice(0).reverse()) await stop();
    const found = errors.splice(0);
    if (found.length > 0) throw new Error(`The page had errors: ${found.join('; ')}`);
  });
  afterAll(() => browser?.close());

  async function openAt(
    address: string,
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
    await page.goto(`${address}/${hash}`);
    await page.getByText('connected', { exact: true }).waitFor();
    return page;
  }

  return {
    /** Opens the page of a running stack. */
    openAt,
    /** Opens the page on a stub with these contents. */
    async open(contents: Parameters<typeof startPageStub>[0] = {}, options: OpenOptions = {}) {
      const stub = await startPageStub(contents);
      open.push(stub);
      return { stub, page: await openAt(stub.address, options) };
    },
  };
}
