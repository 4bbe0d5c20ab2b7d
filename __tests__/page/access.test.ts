import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { buildPage } from '../../tools/dev/page-server/build-page.ts';
import { findChromium } from '../../tools/service/chromium.ts';
import { useBrowser } from '../support/browser.ts';
import { T0 } from '../support/page-stories.ts';

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const browser = useBrowser();
const messages = [{ id: 'm-1', body: '{"OrderId":"ORD-1002"}', receives: 3, sentAt: T0, state: 'waiting' }];

/** What each view shows last. */
const LAST = {
  '': '[role=option]',
  order: '.waterfall',
  send: 'textarea',
  queue: '.messages',
  faults: '.switches',
};

async function openView(hash: string, width = 1280) {
  const { page } = await browser.open({ messages }, { hash, viewport: { width, height: 800 } });
  await page.locator('.part').first().waitFor({ state: 'attached' });
  for (const [view, last] of Object.entries(LAST))
    if (hash.split('=')[0] === (view && `#${view}`)) await page.locator(last).first().waitFor();
  return page;
}

test.each([
  ['the list', '', 1280],
  ['the list on a phone', '', 390],
  ['a dead letter', '#order=ORD-1002', 1280],
  ['a repeat on a phone', '#order=ORD-1003', 390],
  ['a conflict', '#order=ORD-1006', 1280],
  ['a duplicate', '#order=ORD-1010', 1920],
  ['the form to send', '#send', 1280],
  ['a queue', '#queue=HighValueDLQ', 1280],
  ['faults', '#faults=consumer', 1280],
])('axe finds nothing in %s, in light and dark', async (_, hash, width) => {
  const page = await openView(hash, width);
  for (const row of await page.locator('.waterfall li > button').all()) await row.click();
  await page.evaluate(AXE);

  const inLight: AxeResults = await page.evaluate('axe.run({ rules: { "target-size": { enabled: true } } })');
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark: AxeResults = await page.evaluate('axe.run({ runOnly: ["color-contrast"] })');

  expect(inDark.passes.map(({ id }) => id)).toEqual(['color-contrast']);
  const violations = [...inLight.violations, ...inDark.violations];
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)).toEqual([]);
});

test.each([390, 1280, 1920])('at %i pixels nothing is wider than the window', async (width) => {
  const { page } = await browser.open({}, { hash: '#order=ORD-1002', viewport: { width, height: 800 } });
  await page.locator('.waterfall').waitFor();

  const excess = await page.evaluate(
    "['html', '.panel', '.rows', '.overview'].map((part) => document.querySelector(part)).filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.className)",
  );
  expect(excess).toEqual([]);
});

test('the arrow keys show one order after the other, and Escape closes', async () => {
  const { page } = await browser.open();
  const heading = page.getByRole('heading', { level: 2 }).last();

  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('heading', { name: 'ORD-1002' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.getByRole('heading', { name: 'ORD-1001' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'ORD-1001' }).waitFor({ state: 'detached' });

  expect(await heading.textContent()).toBe('Flow');
  expect(await page.evaluate('location.hash')).toBe('#list');
});

test('on a phone, Enter opens the order that the arrow keys chose, and Escape goes back to the list', async () => {
  const { page } = await browser.open({}, { viewport: { width: 390, height: 800 } });

  await page.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'ORD-1002' }).waitFor();
  const isListVisible = await page.getByRole('listbox').isVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor();

  expect(isListVisible).toBe(false);
});

test.each(['', '#order=ORD-1002', '#send', '#queue=HighValueDLQ', '#faults=consumer'])(
  'Tab reaches every control of "%s", and the focus is visible',
  async (hash) => {
    const page = await openView(hash);
    const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
    const expected = await page.locator(controls).count();

    const reached = new Set<unknown>();
    for (let presses = 0; presses < expected + 10; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate(`(() => {
          const { activeElement } = document;
          const frame = activeElement.role === 'listbox' ? activeElement.parentElement : activeElement;
          const hasOutline = getComputedStyle(frame).outlineStyle !== 'none';
          const place = [...document.querySelectorAll('${controls}')].indexOf(activeElement);
          return place < 0 ? 'none' : hasOutline ? place : activeElement.outerHTML + ' shows no focus';
        })()`),
      );
    }
    reached.delete('none');

    expect([...reached].filter((place) => typeof place === 'string')).toEqual([]);
    expect(reached.size).toBe(expected);
  },
);

test('all files together are at most 60 KB, and the page loads nothing from elsewhere', async () => {
  const files = Object.values(await buildPage());

  const bytes = files.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
  expect(bytes).toBeLessThanOrEqual(60 * 1024);
  for (const { headers } of files) expect(headers['content-security-policy']).toContain("default-src 'none'");
});

test('without Chromium, the error says how to get one', () => {
  expect(() => findChromium([undefined, '/no/such/chromium'])).toThrow(
    /apt-get install chromium.*CHROME_PATH/,
  );
});
