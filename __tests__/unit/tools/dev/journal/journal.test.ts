import { describe, expect, test } from '@jest/globals';
import { createJournal } from '../../../../../tools/dev/journal/journal.ts';
import type { Span } from '../../../../../tools/dev/page/types.ts';
import { PROJECT } from '../../../../support/markdown.ts';
import { batchOf, createStackEvents, failures } from '../../../../support/stack-events.ts';

/** A journal, and a stack that it observes. */
function journalOf(maxBytes?: number) {
  const journal = createJournal({
    shortName: (name) => name.replace(/^stack-|-embedded$/g, ''),
    isDeadLetterQueue: (name) => name.endsWith('DLQ'),
    ...(maxBytes !== undefined && { maxBytes }),
  });
  return {
    ...journal,
    entries: () => [...journal.entries()],
    ...createStackEvents(journal.observe),
  };
}

const put = (OrderId: string, NotificationStatus?: string) => ({
  Item: {
    OrderId: { S: OrderId },
    Amount: { N: '250' },
    ...(NotificationStatus && { NotificationStatus: { S: NotificationStatus } }),
  },
});
const acknowledge = (OrderId: string) => ({
  Key: { OrderId: { S: OrderId } },
  UpdateExpression: 'SET NotifiedAt = :now',
});
const publish = (...messages: object[]) =>
  new URLSearchParams(
    messages.map((message, index): [string, string] => [
      `PublishBatchRequestEntries.member.${index}.Message`,
      JSON.stringify(message),
    ]),
  ).toString();
const existing = {
  __type: 'com.amazonaws#ConditionalCheckFailedException',
  message: 'The conditional request failed',
};
const order = (OrderId: string) => ({ OrderId, Amount: 250 });
const line = (OrderId: string, Outcome: string, more = {}) => ({
  message: `Order ${Outcome}`,
  OrderId,
  Outcome,
  ...more,
});

/** Spans as lines: what, its number, its outcome, and the name of its parent. */
function told(spans: Span[] = []): string[] {
  const nameOf = (id?: string) => spans.find((span) => span.id === id)?.name ?? '';
  return spans.map(({ kind, name, attempt = '', outcome, parent }) =>
    [kind, name, attempt, outcome, parent && `< ${nameOf(parent)}`].filter(Boolean).join(' '),
  );
}

describe('an order', () => {
  test('is told from its sender to its acknowledgement, with waits and calls, and changes its state on the way', () => {
    const { start, send, remove, entries, story } = journalOf();
    const stateNow = () => entries()[0]?.state;
    const states = [];

    const ingest = start('ingest', 'r1', order('A'));
    states.push(stateNow());
    ingest.call('dynamodb:PutItem', put('A', 'PENDING#1'));
    const callId = ingest.call('sns:Publish', publish(order('A')));
    ingest.end({ Outcome: 'stored' }, [line('A', 'stored')]);
    states.push(stateNow());
    send('Queue', 'm1', JSON.stringify(order('A')), callId);
    states.push(stateNow());
    const consumer = start('consumer', 'r2', batchOf(['m1', order('A')]));
    consumer.call('dynamodb:UpdateItem', acknowledge('A'));
    consumer.end(failures(), [line('A', 'acknowledged')]);
    remove('message deleted', 'Queue', 'm1');
    states.push(stateNow());

    expect(states).toEqual(['running', 'pending', 'running', 'notified']);
    expect(told(story('A')?.spans)).toEqual([
      'invocation ingest ok',
      'call dynamodb:PutItem 1 ok < ingest',
      'call sns:Publish 1 ok < ingest',
      'wait Queue ok < sns:Publish',
      'invocation consumer 1 ok < sns:Publish',
      'call dynamodb:UpdateItem 1 ok < consumer',
    ]);
    expect(entries()).toMatchObject([{ key: 'A', orderId: 'A', amount: 250, deliveries: 1 }]);
  });

  test('of a batch has its own calls, outcome and log', () => {
    const { start, story, tableCounts } = journalOf();
    const ingest = start('ingest', 'r1', batchOf(['m1', order('A')], ['m2', order('B')], ['m3', 'not json']));
    ingest.call('dynamodb:PutItem', put('A', 'PENDING#1'));
    ingest.call('dynamodb:PutItem', put('B'), { status: 400, response: existing });
    ingest.call('sns:Publish', publish(order('A'), order('B')));
    const log = [
      line('A', 'stored'),
      line('B', 'duplicate'),
      { MessageId: 'm3', Outcome: 'refused', Reason: 'not JSON', message: 'Refused' },
    ];
    ingest.end(failures('m3'), log);

    const spansOf = (key: string) => told(story(key)?.spans);
    expect(spansOf('A')).toEqual([
      'invocation ingest 1 ok',
      'call dynamodb:PutItem 1 ok < ingest',
      'call sns:Publish 1 ok < ingest',
    ]);
    expect(spansOf('B')).toEqual([
      'invocation ingest 1 duplicate',
      'call dynamodb:PutItem 1 duplicate < ingest',
      'call sns:Publish 1 ok < ingest',
    ]);
    expect(story('message:m3')).toMatchObject({
      state: 'refused',
      reason: 'not JSON',
      spans: [{ outcome: 'refused', batch: 3, input: 'not json', log: [JSON.stringify(log[2])] }],
    });
    expect(tableCounts()).toEqual({ orders: 1, pending: 1 });
  });

  test('that conflicts is a conflict with the lines of the project, and stays as it is stored', () => {
    const { start, story } = journalOf();
    const first = start('ingest', 'r1', order('A'));
    first.call('dynamodb:PutItem', put('A'));
    first.end({});
    const second = start('ingest', 'r2', { orderId: 'A', amount: 251 });
    second.call('dynamodb:PutItem', put('A'), { status: 400, response: existing });
    const trace = [
      'OrderConflictError: Another',
      `    at parseOrder (${PROJECT}/src/orders/order.ts:110:9)`,
      '    at node:internal:1:2',
    ];
    const log = [line('A', 'refused', { message: 'Order refused: conflict' })];
    second.end({ errorType: 'OrderConflictError', errorMessage: 'Another', trace }, log, true);

    const { spans, ...entry } = story('A') ?? {};

    expect(entry).toMatchObject({ state: 'stored', amount: 250, reason: 'Another' });
    expect(told(spans?.slice(2))).toEqual([
      'invocation ingest conflict',
      'call dynamodb:PutItem 1 conflict < ingest',
    ]);
    expect(spans?.[2]?.error).toEqual({
      name: 'OrderConflictError',
      message: 'Another',
      stack: ['parseOrder (src/orders/order.ts:110:9)'],
    });
  });

  test('that is announced again by sweep is a repeat, and its second acknowledgement a duplicate', () => {
    const { start, send, story } = journalOf();
    const sweep = start('sweep', 'r1', {});
    sweep.call('dynamodb:Query', {});
    const callId = sweep.call('sns:Publish', publish(order('A'), order('B')));
    sweep.end({}, [line('A', 'republished'), line('B', 'republished'), { message: 'Swept' }]);
    send('Queue', 'm1', JSON.stringify(order('A')), callId);
    const consumer = start('consumer', 'r2', batchOf(['m1', order('A')]));
    consumer.call('dynamodb:UpdateItem', acknowledge('A'), {
      status: 400,
      response: { ...existing, Item: { NotifiedAt: {} } },
    });
    consumer.end(failures(), [line('A', 'duplicate')]);

    expect(told(story('A')?.spans)).toEqual([
      'invocation sweep repeat',
      'call sns:Publish 1 ok < sweep',
      'wait Queue ok < sns:Publish',
      'invocation consumer 1 duplicate < sns:Publish',
      'call dynamodb:UpdateItem 1 duplicate < consumer',
    ]);
    expect(story('A')?.spans[0]?.log).toEqual([JSON.stringify(line('A', 'republished'))]);
  });

  test('whose function ends in the middle of a call has failed; the attempts of the SDK are told one by one', () => {
    const { start, story } = journalOf();
    const ingest = start('ingest', 'r1', order('A'));
    ingest.call('dynamodb:PutItem', put('A', 'PENDING#1'));
    ingest.call('sns:Publish', publish(order('A')), {
      status: 500,
      response: { __type: 'InternalFailure', message: 'Failed' },
    });
    ingest.call('sns:Publish', publish(order('A')), { attempt: 2, status: 500 });
    ingest.end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' }, [], true);

    expect(story('A')).toMatchObject({ state: 'pending', reason: 'Runtime exited' });
    expect(told(story('A')?.spans)).toEqual([
      'invocation ingest failed',
      'call dynamodb:PutItem 1 ok < ingest',
      'call sns:Publish 1 failed < ingest',
      'call sns:Publish 2 failed < ingest',
    ]);
    expect(story('A')?.spans[2]?.error).toEqual({ name: 'InternalFailure', message: 'Failed', stack: [] });
  });
});

test('a message that fails waits between its attempts and becomes a dead letter; redriven, its story goes on', () => {
  const { send, start, remove, story, entries } = journalOf();
  send('Queue', 'm1', '{}');
  for (const receives of [1, 2])
    start('ingest', `r${receives}`, batchOf(['m1', {}, receives])).end(failures('m1'), [
      { MessageId: 'm1', Outcome: 'failed', error: { name: 'E', message: `attempt ${receives}` } },
    ]);
  remove('message dead', 'Queue', 'm1');
  send('DLQ', 'm1', '{}');
  const before = { spans: told(story('message:m1')?.spans), state: story('message:m1')?.state };

  remove('message deleted', 'DLQ', 'm1', 'm2');
  send('Queue', 'm2', '{}');
  start('ingest', 'r3', batchOf(['m2', {}])).end(failures());
  remove('message deleted', 'Queue', 'm2');

  const attempts = [
    'wait Queue ok',
    'invocation ingest 1 failed',
    'wait Queue ok',
    'invocation ingest 2 failed',
    'wait Queue ok',
  ];
  expect(before).toEqual({ spans: [...attempts, 'dead letter DLQ running'], state: 'dead letter' });
  expect(told(story('message:m1')?.spans)).toEqual([
    ...attempts,
    'dead letter DLQ ok',
    'wait Queue ok < DLQ',
    'invocation ingest 1 ok < DLQ',
  ]);
  expect(entries()).toHaveLength(1);
});

test('lists inputs without an OrderId only if they failed, and neither polls nor reads from outside', () => {
  const { start, call, entries, functionCounts } = journalOf();

  start('report', 'r1', {}).end({ Orders: [] });
  start('ingest', 'r2', { OrderId: ' A' }).end(
    { errorType: 'InvalidOrderError', errorMessage: 'spaces' },
    [],
    true,
  );
  call('sqs:ReceiveMessage', { QueueUrl: 'q' });
  call('dynamodb:GetItem', { Key: { OrderId: { S: 'A' } } });
  call('dynamodb:DeleteItem', { Key: { OrderId: { S: 'B' } } });
  call('sqs:SendMessage', { MessageBody: JSON.stringify(order('C')) });
  call('sqs:SendMessage', {
    Entries: [
      {
        MessageBody: JSON.stringify({
          Type: 'Notification',
          TopicArn: 't',
          Message: JSON.stringify(order('D')),
        }),
      },
    ],
  });

  expect(entries().map(({ key }) => key)).toEqual(['D', 'C', 'B', 'request:r2']);
  expect(entries()[3]).toMatchObject({ state: 'refused', reason: 'spaces', deliveries: 0 });
  expect(functionCounts('ingest')).toEqual({ running: 0, done: 0, failed: 1, failing: 1 });
});

test('a call from outside is running until it has ended', () => {
  const { observe, story } = journalOf();
  const request = JSON.stringify({ MessageBody: JSON.stringify(order('A')) });
  const call = { caller: 'test', action: 'sqs:SendMessage', resource: 'Queue', attempt: 1, request, at: 1 };

  observe({ type: 'call started', id: 'c', ...call });

  expect(story('A')).toMatchObject({ state: 'running', spans: [{ outcome: 'running' }] });
});

test('a function is failing until an invocation succeeds', () => {
  const { start, functionCounts } = journalOf();
  start('ingest', 'r1', order('A')).end({ errorType: 'Error' }, [], true);
  expect(functionCounts('ingest')).toMatchObject({ failed: 1, failing: 1 });

  start('ingest', 'r2', order('A')).end({});
  expect(functionCounts('ingest')).toMatchObject({ failed: 1, done: 1, failing: 0 });
});

test('tells only what changed since the last time', () => {
  const { start, takeChanged } = journalOf();
  start('ingest', 'r1', order('A')).end({});
  takeChanged();
  start('ingest', 'r2', order('B')).end({});

  expect([takeChanged(), takeChanged()]).toMatchObject([[{ key: 'B' }], []]);
});

test('drops the oldest records when they take too much memory, and says so', () => {
  const { start, entries, story, summary, records, functionCounts } = journalOf(20_000);
  const first = start('ingest', 'first', order('A'));
  first.call('dynamodb:PutItem', put('A'));
  for (let index = 0; index < 100; index += 1)
    start('ingest', `r${index}`, order(index < 99 ? `O${index}` : 'A')).end({});
  first.end({});

  expect(records().length).toBeLessThan(20);
  expect(summary()).toEqual({ total: entries().length, isTruncated: true });
  expect(story('O1')).toBeUndefined();
  expect(functionCounts('ingest')).toEqual({ running: 0, done: 101, failed: 0, failing: 0 });
});

test('keeps the newest of an order that is sent again and again', () => {
  const { start, story } = journalOf();
  for (let index = 0; index < 1100; index += 1) start('ingest', `r${index}`, order('A')).end({});

  const { spans = [], isIncomplete } = story('A') ?? {};

  expect([spans.length, spans.at(-1)?.id, isIncomplete]).toEqual([1000, 'r1099', true]);
});

test.each([
  'not json',
  'null',
  '[null]',
  '{"Records":[{"eventSource":"aws:sqs"}]}',
  '{"Entries":1,"Item":"a"}',
])('takes any payload: %s', (payload) => {
  const { observe, entries } = journalOf();
  const invocation = { id: 'r', functionName: 'f', at: 1 };
  const call = { caller: 'c', resource: 'r', attempt: 1, request: payload, at: 1 };

  observe({ type: 'invocation started', ...invocation, traceId: 't', trigger: 'invoke', event: payload });
  for (const action of ['dynamodb:PutItem', 'sns:Publish', 'sqs:SendMessage']) {
    observe({ type: 'call started', id: action, action, ...call });
    observe({ type: 'call ended', id: action, status: 400, response: payload, at: 2 });
  }
  observe({ type: 'invocation ended', ...invocation, payload, failed: true, log: `${payload}\n` });

  expect(entries().length).toBeLessThan(3);
});
