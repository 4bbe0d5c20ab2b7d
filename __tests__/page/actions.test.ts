import { expect, test } from '@jest/globals';
import { useBrowser } from '../support/browser.ts';
import { T0 } from '../support/page-stories.ts';

const browser = useBrowser();
const messages = ['m-1', 'm-2'].map((id) => ({ id, body: '{}', receives: 3, sentAt: T0, state: 'waiting' }));

test('one dead letter or all can be redriven, and each answer shows the command', async () => {
  const { page, stub } = await browser.open({ messages }, { hash: '#queue=HighValueDLQ' });
  const answered = page.getByText('npx serverless invoke -f ingest');

  await page.getByRole('button', { name: 'Redrive message m-2' }).click();
  await answered.waitFor();
  const second = page.waitForResponse('**/_dev/redrive');
  await page.getByRole('button', { name: 'Redrive all messages' }).click();
  await second;

  expect(stub.posts).toEqual([
    { path: '/_dev/redrive', input: { queue: 'HighValueDLQ', id: 'm-2' } },
    { path: '/_dev/redrive', input: { queue: 'HighValueDLQ' } },
  ]);
});

test('deleting asks first', async () => {
  const { page, stub } = await browser.open(
    { messages },
    { hash: '#queue=HighValueDLQ', answers: [false, true] },
  );
  const remove = page.getByRole('button', { name: 'Delete message m-1' });

  await remove.click();
  const before = [...stub.posts];
  await remove.click();
  await page.getByText('npx serverless invoke -f ingest').waitFor();

  expect(before).toEqual([]);
  expect(stub.posts).toEqual([{ path: '/_dev/delete', input: { queue: 'HighValueDLQ', id: 'm-1' } }]);
});

test('only dead letters can be redriven', async () => {
  const { page } = await browser.open({ messages }, { hash: '#queue=OrderQueue' });

  await page.getByRole('button', { name: 'Delete all messages' }).waitFor();

  expect(await page.getByRole('button', { name: /Redrive/ }).count()).toBe(0);
});

test('calls fail, a function crashes or is paused', async () => {
  const { page, stub } = await browser.open({}, { hash: '#faults=consumer' });

  await page.getByLabel('Calls').fill('2');
  await page.getByLabel('Error').selectOption('throttling');
  await page.getByRole('button', { name: 'Fail' }).click();
  await page.getByRole('button', { name: 'Crash' }).click();
  await page.getByLabel('consumer', { exact: true }).click();
  await page.getByText('npx serverless invoke -f ingest').nth(2).waitFor();

  expect(stub.posts).toEqual([
    { path: '/_embedded/fail', input: { action: 'sns:Publish', calls: 2, error: 'throttled' } },
    { path: '/_dev/crash', input: { functionName: 'consumer', before: 'dynamodb:UpdateItem' } },
    { path: '/_dev/pause', input: { functionName: 'consumer', paused: true } },
  ]);
});
