import { expect, test } from '@jest/globals';
import { useBrowser } from '../support/browser.ts';
import { stories, T0 } from '../support/page-stories.ts';

const browser = useBrowser();

test('an order shows each attempt with its outcome, in order of time, and calls below their invocation', async () => {
  const { page } = await browser.open({}, { hash: '#order=ORD-1003' });

  const rows = await page
    .locator('.waterfall li')
    .evaluateAll((items) =>
      items.map((item) => [
        item.querySelector('.what')?.textContent,
        item.querySelector('.badge')?.textContent ?? 'ok',
      ]),
    );

  expect(rows).toEqual([
    ['ingestinvoked', 'failed'],
    ['dynamodb:PutItem OrdersTable', 'ok'],
    ['sns:Publish HighValueOrderTopic', 'failed'],
    ['sns:Publish HighValueOrderTopicattempt 2', 'failed'],
    ['sns:Publish HighValueOrderTopicattempt 3', 'failed'],
    ['sweepon schedule', 'repeat'],
    ['sns:Publish HighValueOrderTopic', 'repeat'],
    ['HighValueQueuewaiting', 'ok'],
    ['consumerattempt 1batch of 3', 'ok'],
    ['dynamodb:UpdateItem OrdersTable', 'ok'],
  ]);
});

test('one click shows which function failed, at which attempt, why, and where', async () => {
  const { page } = await browser.open();

  await page.getByRole('listbox').getByRole('option', { name: 'ORD-1002' }).click();
  const attempt = page.locator('.waterfall li', { hasText: 'consumer' }).last();
  await attempt.waitFor();

  expect(await attempt.textContent()).toContain('attempt 3');
  expect(await attempt.textContent()).toContain('InvalidAnnouncementError: Not a HighValueOrder message');
  expect(await attempt.textContent()).toContain('at parseAnnouncement (src/orders/announcement.ts:79:9)');
});

test('a row opens to its input, output and log', async () => {
  const { page } = await browser.open({}, { hash: '#order=ORD-1001' });

  await page.locator('.waterfall li', { hasText: 'ingest' }).getByRole('button').click();

  expect(await page.locator('.details figcaption').allTextContents()).toEqual([
    'Input copy',
    'Output copy',
    'Log copy',
  ]);
});

test('waiting is shortened, and true to scale on request', async () => {
  const { page } = await browser.open({}, { hash: '#order=ORD-1002' });
  const widthOf = async (row: number) =>
    (await page.locator('.waterfall .bar').nth(row).boundingBox())?.width ?? 0;

  const shortened = await widthOf(1);
  await page.getByLabel('true to scale').check();
  const toScale = await widthOf(1);

  expect(shortened).toBeGreaterThan(20);
  expect(toScale).toBeLessThan(5);
});

test('an order can be sent again as it came, or after an edit', async () => {
  const { page, stub } = await browser.open({}, { hash: '#order=ORD-1001' });

  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('The same in a terminal').waitFor();
  await page.getByRole('button', { name: 'Edit and send' }).click();

  const body = '{"OrderId":"ORD-1001","Amount":250,"ItemName":"Laptop","Quantity":1}';
  expect(stub.posts).toEqual([{ path: '/_dev/send', input: { to: 'producer', body } }]);
  expect(await page.getByLabel('Body').inputValue()).toBe(body);
  expect(await page.getByRole('combobox', { name: 'To' }).inputValue()).toBe('producer');
});

test('a dead letter leads to its queue', async () => {
  const { page } = await browser.open({}, { hash: '#order=ORD-1002' });

  await page.getByRole('link', { name: 'Open HighValueDLQ' }).click();

  expect(await page.getByRole('combobox', { name: 'Queue' }).inputValue()).toBe('HighValueDLQ');
});

test('an order that the journal does not have is said to be missing', async () => {
  const { page } = await browser.open({}, { hash: '#order=gone' });

  await page.getByText('The journal has nothing about this').waitFor();
});

test('markup, control characters and a body of 256 KB are shown as text, and run nothing', async () => {
  const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const hostile = `${markup}\u0007\u202e${'x'.repeat(256 * 1024)}`;
  const [model] = stories;
  if (model === undefined) throw new Error('no story');
  const entry = {
    ...model,
    key: markup,
    orderId: `${markup}\u0007`,
    state: 'failed' as const,
    reason: markup,
  };
  const span = {
    ...{ id: 'a b"<', kind: 'invocation' as const, name: markup },
    outcome: 'failed' as const,
    start: T0,
    end: T0,
  };
  const error = { name: markup, message: markup, stack: [markup] };
  const story = {
    ...entry,
    item: { [markup]: markup },
    spans: [{ ...span, input: hostile, output: markup, error, log: [hostile] }],
  };
  const { page } = await browser.open({
    entries: [entry],
    stories: [story],
    messages: [{ id: markup, body: hostile, receives: 1, sentAt: T0, state: 'waiting' }],
  });

  await page.getByRole('listbox').getByRole('option').click();
  await page.locator('.waterfall button').first().click();
  const input = await page.locator('.details pre').nth(1).textContent();
  const title = await page.getByRole('heading', { level: 2 }).last().textContent();
  await page.getByRole('link', { name: 'Queues' }).click();
  await page.locator('.messages pre').waitFor();

  expect(input).toBe(`${markup}\\u0007\\u202e${'x'.repeat(256 * 1024)}`);
  expect(title).toBe(`${markup}\\u0007`);
  expect(await page.locator('body img, body script').count()).toBe(0);
});
