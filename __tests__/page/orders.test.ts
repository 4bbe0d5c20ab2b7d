import { expect, test } from '@jest/globals';
import type { Entry } from '../../tools/dev/page/types.ts';
import { useBrowser } from '../support/browser.ts';
import { manyEntries, stories, T0 } from '../support/page-stories.ts';

const browser = useBrowser();
const entry = (key: string, at: number, more: Partial<Entry> = {}): Entry => ({
  ...{ key, orderId: key, state: 'stored', at, deliveries: 1 },
  ...more,
});

test('lists orders with the newest activity first', async () => {
  const { page } = await browser.open({
    entries: [entry('ORD-1', T0), entry('ORD-3', T0 + 2), entry('ORD-2', T0 + 1)],
  });

  expect(await page.getByRole('listbox').getByRole('option').locator('b').allTextContents()).toEqual([
    'ORD-3',
    'ORD-2',
    'ORD-1',
  ]);
});

test('filters by text and by state', async () => {
  const { page } = await browser.open();
  const ids = () => page.getByRole('listbox').getByRole('option').locator('b').allTextContents();

  await page.getByRole('searchbox').fill('already STORED');
  const byReason = await ids();
  await page.getByRole('searchbox').fill('ord-100');
  await page.getByRole('combobox', { name: 'State' }).selectOption('notified');
  const byBoth = await ids();
  await page.getByRole('searchbox').fill('no such order');

  expect(byReason).toEqual(['ORD-1006']);
  expect(byBoth).toEqual(['ORD-1001', 'ORD-1003']);
  expect(await page.getByText('No order matches the filter.').isVisible()).toBe(true);
});

test('keeps only the rows in view of 10,000 orders in the document, up to the last', async () => {
  const { page } = await browser.open({ entries: manyEntries(10_000) });

  const rows = await page.getByRole('listbox').getByRole('option').count();
  await page.getByRole('listbox').press('End');
  const last = page.getByRole('listbox').getByRole('option', { selected: true });

  expect(rows).toBeLessThan(50);
  expect(await last.getAttribute('aria-posinset')).toBe('10000');
  expect(await last.textContent()).toContain('ORD-29999');
  expect(await page.getByRole('listbox').getByRole('option').count()).toBeLessThan(50);
});

test('shows what changes, without moving rows away from under the pointer', async () => {
  const { page, stub } = await browser.open();
  const first = page.getByRole('listbox').getByRole('option').first();

  stub.push([entry('ORD-7', T0 + 200_000)]);
  await page.getByRole('listbox').getByRole('option', { name: 'ORD-7' }).waitFor();
  await first.hover();
  stub.push([entry('ORD-8', T0 + 300_001), entry('ORD-7', T0 + 300_000, { state: 'failed' })]);
  await page.getByRole('button', { name: 'newer' }).waitFor();
  const held = await first.textContent();
  await page.getByRole('searchbox').hover();
  await page.getByRole('listbox').getByRole('option', { name: 'ORD-8' }).waitFor();

  expect(held).toContain('ORD-7');
  expect(held).toContain('failed');
});

test('says that the stack is gone, connects again by itself, and forgets what the stack before had', async () => {
  const { page, stub } = await browser.open({}, { hash: '#order=ORD-1001' });
  await page.locator('.waterfall').waitFor();

  stub.restart([entry('ORD-9', T0)]);
  await page.getByText('disconnected, retrying').waitFor();
  await page.getByText(/connected, restarted at/).waitFor();
  await page.getByText('The journal has nothing about this').waitFor();

  expect(await page.getByRole('listbox').getByRole('option').locator('b').allTextContents()).toEqual([
    'ORD-9',
  ]);
});

test('offers to send a first order when there is none', async () => {
  const { page, stub } = await browser.open({ entries: [] });

  await page.getByRole('link', { name: 'Send the first one' }).click();
  await page.getByLabel('Body').fill('{"OrderId": "ORD-1"}');
  await page.getByRole('combobox', { name: 'To' }).selectOption('OrderTopic');
  await page.locator('form').getByRole('button', { name: 'Send' }).click();
  await page.getByText('npx serverless invoke -f ingest').waitFor();

  expect(stub.posts).toEqual([
    { path: '/_dev/send', input: { to: 'OrderTopic', body: '{"OrderId": "ORD-1"}' } },
  ]);
});

test('has every state as a filter', async () => {
  const { page } = await browser.open();

  const states = await page.getByRole('combobox', { name: 'State' }).locator('option').allTextContents();

  expect(states).toEqual(expect.arrayContaining([...new Set(stories.map(({ state }) => state))]));
});
