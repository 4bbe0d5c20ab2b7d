/** `npm run screenshot`: takes the picture of an order on the page of `npm run dev` for README.md. Needs Chromium. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { MAX_ATTEMPTS } from '../../../src/aws/clients.ts';
import { readFixtures } from '../../dev/demo/fixtures.ts';
import { launchChromium } from '../../service/chromium.ts';
import { type DevProcess, startDev } from '../../service/dev-process.ts';
import { PROJECT } from '../../service/project.ts';
import { runCommand } from '../../service/run-command.ts';
import { createServiceClient, untilEmpty } from '../../service/service-client.ts';

const PICTURE = 'docs/images/order.png';
const DEADLINE_MS = 30_000;
const ORDER = { OrderId: 'ORD-3001', Amount: 180, ItemName: 'Monitor' };

await runCommand(async () => {
  const browser = await launchChromium();
  console.log('Starting the service...');
  const dev = await startDev(PROJECT);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 940 }, colorScheme: 'light' });
    await prepare(dev);
    await take(page, dev.endpoint);
  } finally {
    await dev.stop();
    await browser.close();
  }
  console.log(`Written to ${PICTURE}.`);
});

/** Sends the fixtures, and an order that ingest cannot announce at its first attempt. */
async function prepare({ endpoint, post, send }: DevProcess): Promise<void> {
  for (const { functionName, event } of readFixtures(join(PROJECT, 'fixtures'))) {
    await send(functionName, event);
  }
  await untilEmpty(
    createServiceClient('local', endpoint),
    ['OrderQueueUrl', 'HighValueQueueUrl'],
    DEADLINE_MS,
  );
  await post('/_embedded/fail', { action: 'sns:Publish', calls: MAX_ATTEMPTS });
  await send('OrderQueue', ORDER);
}

async function take(page: Page, endpoint: string): Promise<void> {
  await page.goto(`${endpoint}/#order=${ORDER.OrderId}`);
  await page.locator('.facts .notified').waitFor();
  await page.screenshot({ path: join(PROJECT, PICTURE) });
}
