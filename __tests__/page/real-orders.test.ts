import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { MAX_ATTEMPTS } from '../../src/aws/clients.ts';
import { announcementOf } from '../../src/orders/announcement.ts';
import { readFixtures } from '../../tools/dev/demo/fixtures.ts';
import type { Entry } from '../../tools/dev/page/types.ts';
import { until } from '../../tools/service/service-client.ts';
import { stackNameOf } from '../../tools/service/stages.ts';
import { useBrowser } from '../support/browser.ts';
import { useDev } from '../support/dev.ts';
import { PROJECT } from '../support/markdown.ts';
import { recordedCalls } from '../support/recorded-calls.ts';

const fixtures = readFixtures(`${PROJECT}/fixtures`);

const browser = useBrowser();
const own = useDev();
const send = (to: string, event: unknown) => own.dev.send(to, event);
const failNext = (action: string, calls: number, error = 'internal') =>
  own.dev.post('/_embedded/fail', { action, calls, error });
const entries = () => own.dev.get<Entry[]>('/_dev/orders');

/** A row of a waterfall, as the page shows it. */
type Row = { id: string; name: string; resource: string; attempt: number; isCall: boolean; outcome: string };
/** `caller` of a call is the function whose invocation it is below. */
type DrawnRow = Row & { caller: string };

/** Every row of the waterfall of the order that is open. */
async function rowsOf(page: Page): Promise<Row[]> {
  const rows = page.locator('.waterfall > li');
  await rows.first().waitFor();
  for (const button of await rows.locator('> button').all()) await button.click();
  return rows.evaluateAll((items) =>
    items.map((item) => ({
      id: String(item.querySelector('.details')?.id.replace(/^details-/, '')),
      name: String(item.querySelector('.what b')?.textContent),
      resource: item.querySelector('.what span:not(.note)')?.textContent?.trim() ?? '',
      attempt: Number(/attempt (\d+)/.exec(item.querySelector('.what')?.textContent ?? '')?.[1] ?? 1),
      isCall: item.classList.contains('call'),
      outcome: item.querySelector('.badge')?.textContent ?? 'ok',
    })),
  );
}

/** What happened by an action: the calls as the stack recorded them, and as rows that are new on the page. */
async function follow(page: Page, act: () => Promise<unknown>) {
  const callsBefore = await countRecorded();
  const knownBefore = new Map((await entries()).map(({ key, at }) => [key, at]));
  await act();
  const changed = await until('the orders to come to rest', async () => {
    const found = (await entries()).filter(({ key, at }) => knownBefore.get(key) !== at);
    return found.length > 0 && found.every(({ state }) => state !== 'running') ? found : undefined;
  });
  const callsAfter = await countRecorded();

  const rows: DrawnRow[] = [];
  for (const { key, state } of changed) {
    await page.goto('about:blank');
    await page.goto(`${own.dev.endpoint}/#order=${encodeURIComponent(key)}`);
    expect(await page.locator('.facts .badge').textContent()).toBe(state);
    let caller = '';
    for (const row of await rowsOf(page)) {
      if (!row.isCall) caller = row.name;
      if (!shown.has(row.id)) rows.push({ ...row, caller });
    }
  }
  for (const { id } of rows) shown.add(id);
  return {
    states: changed.map(({ state }) => state),
    recorded: differences(callsBefore, callsAfter),
    drawn: countDrawn(rows),
    rows: rows
      .filter(({ name }) => !name.endsWith('Queue'))
      .map(({ name, attempt, outcome }) => `${name} ${attempt} ${outcome}`),
  };
}

/** The ids of the rows that earlier tests have read. */
const shown = new Set<string>();

type Counts = Record<string, { calls: number; retries: number }>;

/** The functions' calls that are about orders, by `function action resource`. */
async function countRecorded(): Promise<Counts> {
  const stack = `${stackNameOf('local')}-`;
  const short = (name: string) => name.replace(stack, '').replace('-embedded', '');
  const calls = (await recordedCalls(own.dev.endpoint)).filter(
    ({ caller, action }) =>
      caller.startsWith(stack) && /^(dynamodb:(Put|Update)Item|sns:Publish)$/.test(action),
  );
  return Object.fromEntries(
    calls.map(({ caller, action, resource, calls, retries }) => [
      `${short(caller)} ${action} ${short(resource)}`,
      { calls, retries },
    ]),
  );
}

function differences(before: Counts, after: Counts): Counts {
  const all = Object.entries(after).map(([name, { calls, retries }]) => {
    const earlier = before[name] ?? { calls: 0, retries: 0 };
    return [name, { calls: calls - earlier.calls, retries: retries - earlier.retries }] as const;
  });
  return Object.fromEntries(all.filter(([, { calls, retries }]) => calls + retries > 0));
}

/** A call that is about several orders is drawn for each, and counted once. */
function countDrawn(rows: DrawnRow[]): Counts {
  const counts: Counts = {};
  for (const { caller, name, resource, attempt, isCall } of new Map(
    rows.map((row) => [row.id, row]),
  ).values()) {
    if (!isCall) continue;
    const count = { calls: 0, retries: 0, ...counts[`${caller} ${name} ${resource}`] };
    count[attempt === 1 ? 'calls' : 'retries'] += 1;
    counts[`${caller} ${name} ${resource}`] = count;
  }
  return counts;
}

const OUTCOMES: Record<string, string> = { OrderConflictError: 'conflict', InvalidOrderError: 'refused' };

test.each(fixtures)(
  '$name is drawn with its calls and its outcome',
  async ({ functionName, event, expected }) => {
    const page = await browser.openAt(own.dev.endpoint);

    const { recorded, drawn, rows } = await follow(page, () => send(functionName, event));

    const { answer, error } = expected;
    const outcome = error ? OUTCOMES[error.errorType] : answer?.Outcome === 'duplicate' ? 'duplicate' : 'ok';
    expect(rows[0]).toBe(`${functionName} 1 ${outcome}`);
    expect(drawn).toEqual(recorded);
    const isAnnounced =
      functionName === 'producer'
        ? [event].flat().some(({ Amount }) => Number(Amount) > 100)
        : answer?.Notification === 'published';
    expect(rows.includes('consumer 1 ok')).toBe(isAnnounced);
  },
);

test('a failed call is drawn attempt by attempt', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  await failNext('sns:Publish', 1);

  const { recorded, drawn, rows } = await follow(page, () =>
    send('ingest', { OrderId: 'FAILED', Amount: 250 }),
  );

  expect(rows.slice(2, 4)).toEqual(['sns:Publish 1 failed', 'sns:Publish 2 ok']);
  expect(recorded['ingest sns:Publish HighValueOrderTopic']).toEqual({ calls: 1, retries: 1 });
  expect(drawn).toEqual(recorded);
});

test('a throttled call is drawn with what it got, and with the attempt that went through', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  await failNext('dynamodb:PutItem', 1, 'throttled');

  const { recorded, drawn, rows } = await follow(page, () =>
    send('ingest', { OrderId: 'THROTTLED', Amount: 40 }),
  );

  expect(rows).toEqual(['ingest 1 ok', 'dynamodb:PutItem 1 failed', 'dynamodb:PutItem 2 ok']);
  expect(await page.getByText('ThrottlingException: Throttled on purpose.').count()).toBe(1);
  expect(recorded).toEqual({ 'ingest dynamodb:PutItem OrdersTable': { calls: 1, retries: 1 } });
  expect(drawn).toEqual(recorded);
});

test('a lost announcement is drawn with every attempt, and with the sweep that repeats it', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  await failNext('sns:Publish', MAX_ATTEMPTS);
  const lost = await follow(page, () => send('ingest', { OrderId: 'LOST', Amount: 250 }));

  const repeated = await follow(page, () =>
    until('sweep to announce it again', async () => {
      const { answer = '{}' } = await send('sweep', {});
      return JSON.parse(String(answer)).Republished > 0 || undefined;
    }),
  );

  expect(lost.states).toEqual(['pending']);
  expect(lost.rows.slice(2)).toEqual([1, 2, 3].map((attempt) => `sns:Publish ${attempt} failed`));
  expect(lost.drawn).toEqual(lost.recorded);
  expect(repeated.states).toEqual(['notified']);
  expect(repeated.rows).toEqual([
    ...['sweep 1 repeat', 'sns:Publish 1 ok'],
    ...['consumer 1 ok', 'dynamodb:UpdateItem 1 ok'],
  ]);
  expect(repeated.drawn).toEqual(repeated.recorded);
});

test('an order that was stored but never announced is drawn with the sweep that announces it', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  await own.service.put(pendingItem('UNANNOUNCED'));

  const { states, recorded, drawn, rows } = await follow(page, () => send('sweep', {}));

  expect(states).toEqual(['notified']);
  expect(rows.slice(-4)).toEqual([
    ...['sweep 1 repeat', 'sns:Publish 1 ok'],
    ...['consumer 1 ok', 'dynamodb:UpdateItem 1 ok'],
  ]);
  expect(drawn).toEqual(recorded);
});

test('a message that is delivered twice is drawn as acknowledged once', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  const item = pendingItem('TWICE');
  await own.service.put(item);
  const { NotificationStatus, ...order } = item;
  const MessageBody = JSON.stringify(announcementOf(order, 100));
  const QueueUrl = await own.service.output('HighValueQueueUrl');
  const deliver = () => own.service.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));

  const { states, recorded, drawn, rows } = await follow(page, async () => {
    await deliver();
    await deliver();
  });

  expect(states).toEqual(['notified']);
  const updates = rows.filter((row) => row.startsWith('dynamodb:UpdateItem')).sort();
  expect(updates).toEqual(['dynamodb:UpdateItem 1 duplicate', 'dynamodb:UpdateItem 1 ok']);
  expect(drawn).toEqual(recorded);
});

test('a poison message and a conflict are drawn attempt by attempt until they are dead letters, and after a redrive', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  await follow(page, () => send('ingest', { OrderId: 'CONFLICT', Amount: 40 }));
  const first = await follow(page, async () => {
    await send('OrderQueue', { OrderId: 'POISON', Amount: 'much' });
    await send('OrderQueue', { OrderId: 'CONFLICT', Amount: 41 });
  });

  const second = await follow(page, async () => {
    await page.getByRole('link', { name: 'Open OrderDLQ' }).click();
    await page.getByRole('button', { name: 'Redrive all messages' }).click();
    await page.getByText('2 messages.').waitFor();
  });

  for (const { states, recorded, drawn, rows } of [first, second]) {
    expect(states).toEqual(['dead letter', 'dead letter']);
    for (const outcome of ['refused', 'conflict']) {
      const attempts = rows.filter((row) => row.startsWith('ingest') && row.endsWith(outcome));
      expect(attempts).toEqual([1, 2, 3].map((attempt) => `ingest ${attempt} ${outcome}`));
    }
    expect(rows.filter((row) => row === 'OrderDLQ 1 dead letter')).toHaveLength(2);
    expect(recorded).toEqual({ 'ingest dynamodb:PutItem OrdersTable': { calls: 3, retries: 0 } });
    expect(drawn).toEqual(recorded);
  }
});

test.each([
  ['c', '^Restarting'],
  ['r', 'Packaging and restarting'],
])('after "%s", an open page says that the stack restarted, and has its new state', async (key, printed) => {
  const page = await browser.openAt(own.dev.endpoint);
  const status = page.getByRole('status');
  await send('ingest', { OrderId: `BEFORE-${key}`, Amount: 40 });
  await page.getByRole('option', { name: `BEFORE-${key}` }).waitFor();

  own.dev.press(key);
  await own.dev.printed(new RegExp(printed, 'm'));
  await status.getByText('disconnected, retrying').waitFor();
  await status.getByText(/^connected, restarted at /).waitFor();
  const orders = await page.getByRole('option', { name: `BEFORE-${key}` }).count();
  await send('ingest', { OrderId: `AFTER-${key}`, Amount: 40 });
  await page.getByRole('option', { name: `AFTER-${key}` }).waitFor();

  expect(orders).toBe(0);
});

test.each([
  ['a foreign host', 'GET', '/', { host: 'foreign.example' }],
  ['a foreign host', 'GET', '/_dev/orders', { host: 'foreign.example' }],
  ['a foreign host', 'GET', '/_dev/events', { host: 'foreign.example' }],
  ['a page of a foreign origin', 'POST', '/_dev/send', { origin: 'http://foreign.example' }],
])('%s gets nothing by %s %s', async (_, method, path, headers) => {
  const asked = request(own.dev.endpoint + path, { method, headers }).end();

  const [response] = await once(asked, 'response');

  expect(response.statusCode).toBe(403);
  expect(await text(response)).toContain('foreign.example');
});

test('in a browser, a page of a foreign origin can read nothing, and change nothing', async () => {
  const page = await browser.openAt(own.dev.endpoint);
  const foreign = 'http://127.0.0.1:4000/';
  await page.route(foreign, (route) => route.fulfill({ contentType: 'text/html', body: 'foreign' }));
  await page.goto(foreign);
  const before = await entries();

  const received = await page.evaluate(`Promise.all([
    fetch('${own.dev.endpoint}/'),
    fetch('${own.dev.endpoint}/_dev/orders'),
    ...['text/plain', 'application/json'].map((type) =>
      fetch('${own.dev.endpoint}/_dev/send', {
        method: 'POST',
        headers: { 'content-type': type },
        body: '{"to":"ingest","body":"{}"}',
      }),
    ),
  ].map((answer) => answer.then((response) => response.text(), ({ name }) => name)))`);

  expect(received).toEqual(Array(4).fill('TypeError'));
  expect(await entries()).toEqual(before);
});

/** An order as ingest stores it before it announces it. */
function pendingItem(OrderId: string, receivedAt = new Date(Date.now() - 60_000)) {
  const then = receivedAt.toISOString();
  return { OrderId, Amount: 500, Timestamp: then, ReceivedAt: then, NotificationStatus: 'PENDING#0' };
}
