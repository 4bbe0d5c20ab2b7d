import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Entry, Span, State, Story, Topology, Update } from '../../../tools/dev/page/types.ts';
import { until } from '../../../tools/service/service-client.ts';
import { useDev } from '../../support/dev.ts';
import { PROJECT } from '../../support/markdown.ts';

/** The attempts of the SDK at one call. */
const ATTEMPTS = 3;

const own = useDev();
const send = (to: string, event: unknown) => own.dev.send(to, event);
const failNext = (action: string, calls: number) => own.dev.post('/_embedded/fail', { action, calls });

/** The story of an order, once it has a state. */
function untold(key: string, state: State): Promise<Story> {
  return until(`${key} to be ${state}`, async () => {
    const story = await own.dev.get<Story | null>(`/_dev/order?${new URLSearchParams({ key })}`);
    return story?.state === state ? story : undefined;
  });
}

/** Spans as lines, without the waits. */
function told({ spans }: Story): string[] {
  const nameOf = (id?: string) => spans.find((span) => span.id === id)?.name ?? '';
  return spans
    .filter(({ kind }) => kind !== 'wait')
    .map(({ name, attempt = '', outcome, parent }) =>
      [name, attempt, outcome, parent && `< ${nameOf(parent)}`].filter(Boolean).join(' '),
    );
}

const ANNOUNCED = [
  'sns:Publish 1 ok < ingest',
  'consumer 1 ok < sns:Publish',
  'dynamodb:UpdateItem 1 ok < consumer',
];

test('every fixture is told as its expected answer says', async () => {
  const expected = JSON.parse(readFileSync(join(PROJECT, 'fixtures/expected.json'), 'utf8'));
  const { fixtures } = await own.dev.get<Topology>('/_dev/topology');

  for (const { fixture, function: name, ...answer } of expected) {
    const { event } = fixtures.find((one) => one.name === fixture) ?? {};
    const sent = await send(name, event);
    expect(JSON.parse(String(sent.answer))).toMatchObject(answer.answer ?? answer.error);
    expect(sent.command).toMatch(/^AWS_ENDPOINT_URL=\S+ npx serverless invoke --stage local -f \w+ --data '/);
    if (answer.answer?.Notification === 'published') await untold(answer.answer.OrderId, 'notified');
  }

  expect(told(await untold('ORD-1001', 'notified'))).toEqual([
    ...['ingest ok', 'dynamodb:PutItem 1 ok < ingest', ...ANNOUNCED],
    ...['ingest duplicate', 'dynamodb:PutItem 1 duplicate < ingest'],
    ...['ingest conflict', 'dynamodb:PutItem 1 conflict < ingest'],
  ]);
  expect(told(await untold('ORD-2003', 'notified'))).toEqual([
    ...[
      'producer ok',
      'sns:Publish 1 ok < producer',
      'ingest 1 ok < sns:Publish',
      'dynamodb:PutItem 1 ok < ingest',
    ],
    ...ANNOUNCED,
  ]);
  const entries = await own.dev.get<Entry[]>('/_dev/orders');
  expect(entries.find(({ orderId }) => orderId === undefined)).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining('Colour is not a field of an order'),
  });
});

test('a throttled call is told attempt by attempt', async () => {
  await failNext('sns:Publish', 1);
  await send('ingest', { OrderId: 'THROTTLED', Amount: 250 });

  const story = await untold('THROTTLED', 'notified');

  expect(told(story).slice(2, 4)).toEqual(['sns:Publish 1 failed < ingest', 'sns:Publish 2 ok < ingest']);
});

test('a lost announcement is pending, with its error in the lines of the project, until sweep repeats it', async () => {
  await failNext('sns:Publish', ATTEMPTS);
  await send('ingest', { OrderId: 'LOST', Amount: 250 });
  const { spans } = await untold('LOST', 'pending');
  await until('sweep to announce it again', async () => {
    const { answer } = await send('sweep', {});
    return JSON.parse(String(answer)).Republished > 0 || undefined;
  });

  const story = await untold('LOST', 'notified');

  expect(spans[0]?.error).toMatchObject({
    name: 'AnnouncementFailedError',
    stack: expect.arrayContaining([
      expect.stringMatching(/^async storeAndAnnounce \(src\/orders\/ingest\.ts:\d+:\d+\)$/),
    ]),
  });
  expect(told(story).slice(2)).toEqual([
    ...[1, 2, 3].map((attempt) => `sns:Publish ${attempt} failed < ingest`),
    ...['sweep repeat', 'sns:Publish 1 ok < sweep', ...ANNOUNCED.slice(1)],
  ]);
});

test('a message that is delivered again is told as a duplicate', async () => {
  await failNext('sqs:DeleteMessage', ATTEMPTS);
  await send('ingest', { OrderId: 'AGAIN', Amount: 250 });

  const story = await until('two deliveries of AGAIN', async () => {
    const story = await untold('AGAIN', 'notified');
    return story.deliveries === 2 ? story : undefined;
  });

  expect(told(story).slice(4)).toEqual([
    'dynamodb:UpdateItem 1 ok < consumer',
    'consumer 2 duplicate < sns:Publish',
    'dynamodb:UpdateItem 1 duplicate < consumer',
  ]);
});

test('a poison message is a dead letter after three attempts; it can be looked at, redriven and deleted', async () => {
  const { status } = await send('OrderQueue', { OrderId: 'POISON', Amount: 'much' });
  const story = await untold('POISON', 'dead letter');
  const look = () => own.dev.get<{ messages: object[] }>('/_dev/queue?name=OrderDLQ');
  const { messages } = await look();
  const redriven = await own.dev.post('/_dev/redrive', { queue: 'OrderDLQ' });
  await untold('POISON', 'running');
  await untold('POISON', 'dead letter');
  const { count } = await own.dev.post('/_dev/delete', { queue: 'OrderDLQ' });

  expect(status).toBe('sent');
  expect(told(story)).toEqual([
    'sqs:SendMessage 1 ok',
    ...[1, 2, 3].map((attempt) => `ingest ${attempt} refused < sqs:SendMessage`),
    'OrderDLQ running < sqs:SendMessage',
  ]);
  expect(story.spans.filter(({ kind }) => kind === 'wait')).toHaveLength(4);
  expect(messages).toMatchObject([{ body: '{"OrderId":"POISON","Amount":"much"}', state: 'waiting' }]);
  expect(redriven).toMatchObject({
    count: 1,
    command: expect.stringMatching(/npm run dead-letters -- .* --redrive$/),
  });
  expect(count).toBe(1);
  expect(await untold('POISON', 'refused')).toMatchObject({ deliveries: 6 });
  expect(await look()).toEqual({ messages: [] });
});

test('the consumer is paused, ingest ends in the middle of an invocation, and the service repairs itself', async () => {
  await own.dev.post('/_dev/pause', { functionName: 'consumer', paused: true });
  await send('ingest', { OrderId: 'PAUSED', Amount: 250 });
  await own.dev.post('/_dev/crash', { functionName: 'ingest', before: 'sns:Publish' });
  await send('OrderQueue in an SNS envelope', { OrderId: 'CRASHED', Amount: 250 });
  const waiting = await untold('PAUSED', 'running');
  const [update] = await updates(({ counts }) => (counts.HighValueQueue?.waiting ?? 0) > 1);
  await own.dev.post('/_dev/pause', { functionName: 'consumer', paused: false });

  await untold('PAUSED', 'notified');
  const crashed = await untold('CRASHED', 'notified');

  expect(waiting.spans.at(-1)).toMatchObject({ kind: 'wait', name: 'HighValueQueue', outcome: 'running' });
  expect(update?.counts.consumer).toMatchObject({ paused: 1 });
  expect(told(crashed).slice(0, 4)).toEqual([
    ...['sqs:SendMessage 1 ok', 'ingest 1 failed < sqs:SendMessage'],
    ...['dynamodb:PutItem 1 ok < ingest', 'sns:Publish 1 failed < ingest'],
  ]);
  expect(told(crashed).slice(4, 6)).toEqual([
    'ingest 2 duplicate < sqs:SendMessage',
    'dynamodb:PutItem 1 duplicate < ingest',
  ]);
});

test('the page may load nothing from elsewhere', async () => {
  const { headers } = await fetch(own.dev.endpoint);

  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
});

test('input of another form is refused with every problem', async () => {
  expect(await own.dev.post('/_dev/send', { to: 'nobody' })).toEqual({
    message: expect.stringMatching(/^to must be one of ingest, .*; body is required\.$/),
  });
});

test('the stories have the calls that the stack recorded, and no other', async () => {
  const entries = await own.dev.get<Entry[]>('/_dev/orders');
  const stories = await Promise.all(
    entries.map(({ key }) => own.dev.get<Story>(`/_dev/order?${new URLSearchParams({ key })}`)),
  );
  const spans = new Map(stories.flatMap((story) => story.spans).map((span) => [span.id, span]));

  const found = new Map<string, { calls: number; retries: number }>();
  for (const call of spans.values()) {
    const caller = spans.get(call.parent ?? '')?.name;
    if (call.kind === 'call' && caller !== undefined)
      count(found, `${caller} ${call.name} ${call.resource}`, call);
  }

  type Recorded = { caller: string; action: string; resource: string; calls: number; retries: number };
  const recorded = (await own.dev.get<Recorded[]>('/_embedded/calls')).filter(
    ({ caller, action }) =>
      caller.startsWith('high-value-orders-local-') &&
      /^(dynamodb:(Put|Update)Item|sns:Publish)$/.test(action),
  );
  expect(recorded.map(({ action }) => action)).toContain('dynamodb:UpdateItem');
  const short = (name: string) => name.replace('high-value-orders-local-', '').replace('-embedded', '');
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries(
      recorded.map(({ caller, action, resource, calls, retries }) => [
        `${short(caller)} ${action} ${short(resource)}`,
        { calls, retries },
      ]),
    ),
  );
});

function count(
  found: Map<string, { calls: number; retries: number }>,
  key: string,
  { attempt = 1 }: Span,
): void {
  const { calls, retries } = found.get(key) ?? { calls: 0, retries: 0 };
  found.set(key, attempt === 1 ? { calls: calls + 1, retries } : { calls, retries: retries + 1 });
}

/** The updates that the page is sent, until one is as wanted: that one, and how many came before. */
async function updates(isWanted: (update: Update) => boolean): Promise<[Update, number]> {
  const leaving = new AbortController();
  const response = await fetch(`${own.dev.endpoint}/_dev/events`, { signal: leaving.signal });
  let text = '';
  let seen = 0;
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const update: Update = JSON.parse(event.replace(/^data: /, ''));
      if (isWanted(update)) {
        leaving.abort();
        return [update, seen];
      }
      seen += 1;
    }
  }
  throw new Error('The stream of updates ended.');
}
