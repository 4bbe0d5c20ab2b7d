import type { Page } from 'playwright-core';
import { launchChromium } from '../service/chromium.ts';
import { startDev } from '../service/dev-process.ts';
import { copyProject } from '../service/project.ts';
import { connect } from './embedded-service.ts';
import { figure, type Measurement, type Progress, spread } from './report.ts';
import { summarize } from './statistics.ts';
import { createOrders } from './workload.ts';

const ORDERS = 1_000;
const WARM_UP = 4_000;

/** Measures the orders a second of `npm run dev` with its page open and without, in turns. Needs Chromium. */
export async function measureOpenPage(turns: number, progress: Progress): Promise<Measurement> {
  const copy = copyProject();
  const dev = await startDev(copy.folder, '--json');
  const browser = await launchChromium();
  const rates = { closed: [] as number[], followed: [] as number[], open: [] as number[] };
  try {
    const { send } = await connect(dev.endpoint);
    const perSecond = async () => (ORDERS / (await send(createOrders(ORDERS, 0.2)))) * 1000;
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await send(createOrders(WARM_UP, 0.2));
    for (let turn = 0; turn < turns; turn += 1) {
      progress(turn, turns);
      rates.closed.push(await perSecond());
      const leave = await follow(dev.endpoint);
      rates.followed.push(await perSecond());
      leave();
      await open(page, dev.endpoint);
      rates.open.push(await perSecond());
      await page.goto('about:blank');
    }
  } finally {
    await browser.close();
    await dev.stop();
    copy.remove();
  }
  const ratio = (others: number[]) =>
    summarize(others.map((rate, turn) => rate / (rates.closed[turn] ?? Number.NaN)));
  const row = (name: string, samples: number[]) => [
    name,
    spread(summarize(samples), 0),
    spread(ratio(samples), 2),
  ];
  return {
    section: {
      title: 'With the page open',
      notes: [
        `Orders a second of \`npm run dev\` after ${figure(WARM_UP)} orders, ${figure(ORDERS)} orders a turn at 20 % high-value, from producer until both queues ` +
          `are empty. Followed: what the page is sent is read, but not drawn; this is what the page costs the ` +
          `stack. Open: in Chromium, which needs CPUs of this machine too. The three take turns; the ratio is the median of the turns' ratios.`,
      ],
      tables: [
        {
          headings: ['page', 'orders a second', 'it / closed'],
          rows: [row('closed', rates.closed), row('followed', rates.followed), row('open', rates.open)],
        },
      ],
    },
    budgeted: { 'orders a second of npm run dev, page followed / closed': ratio(rates.followed).median },
  };
}

async function open(page: Page, endpoint: string): Promise<void> {
  await page.goto(endpoint);
  await page.getByText('connected', { exact: true }).waitFor();
}

/** Reads the updates as the page does. Gives what ends that. */
async function follow(endpoint: string): Promise<() => void> {
  const leaving = new AbortController();
  const { body } = await fetch(`${endpoint}/_dev/events`, { signal: leaving.signal });
  body?.pipeTo(new WritableStream()).catch(() => {});
  return () => leaving.abort();
}
