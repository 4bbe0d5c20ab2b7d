import { describe, expect, test } from '@jest/globals';
import { announcementOf } from '../../../../../src/orders/announcement.ts';
import type { IndexedOrder } from '../../../../../src/orders/ports.ts';
import { createQueueClient } from '../../../../../tools/commands/backfill/subscriber.ts';
import { PRIVATE_FIELDS } from '../../../../../tools/service/order-fields.ts';
import { acknowledged, aNotifiedOrder, aPendingOrder } from '../../../../support/notification-index.ts';
import { aFullOrder } from '../../../../support/orders.ts';
import { createCommand, idsOf, QUEUE_URL, RANGE, SUBSCRIPTION_ARN, TOPIC_ARN } from './backfill-in-memory.ts';

const OVER_THOUSAND = { FilterPolicy: '{"Amount":[{"numeric":[">",1000]}]}' };
const MINUTE = 60_000;
const START = Date.parse('2025-05-01T00:00:00Z');

/** Orders a minute apart, from the start of the range; every third is pending. */
const ordersOf = (count: number): IndexedOrder[] =>
  Array.from({ length: count }, (_, index) => {
    const Timestamp = new Date(START + index * MINUTE).toISOString();
    const anOrder = index % 3 === 0 ? aPendingOrder : aNotifiedOrder;
    return anOrder({ OrderId: `ORD-${index}`, Amount: 1000 + index, Timestamp });
  });

describe('the dry run', () => {
  test('counts, sends nothing, and shows the command that sends', async () => {
    const { backfill, printed, text, sent } = createCommand({ orders: ordersOf(1_234) });

    const exitCode = await backfill();

    expect(exitCode).toBe(0);
    expect(sent).toEqual([]);
    expect(text()).toContain('The subscription of audit takes raw messages and has no filter policy.');
    expect(text()).toContain(
      '1,234 high-value orders with a Timestamp from 2025-05-01T00:00:00.000Z and before 2025-07-01T00:00:00.000Z.',
    );
    expect(text()).toContain(
      'To send 1,234 announcements to audit alone, at 100 a second, in about 13 seconds:',
    );
    expect(printed.stdout).toMatch(
      /\n {2}npm run backfill -- --stage dev --queue-url \S+\/audit --from \S+Z --to \S+Z --send\n$/,
    );
    expect(printed.stderr).toBe('');
  });

  test.each([
    [OVER_THOUSAND, 'in the envelope of SNS and filters on the message attributes: {"Amount"'],
    [{ ...OVER_THOUSAND, FilterPolicyScope: 'MessageBody' }, 'and filters on the message body: {"Amount"'],
  ])('with %j says what passes the filter', async (attributes, expected) => {
    const { backfill, text } = createCommand({ orders: ordersOf(3), attributes });

    await backfill();

    expect(text()).toContain(expected);
    expect(text()).toContain('2025-07-01T00:00:00.000Z; 2 of them pass the filter. To send 2 announcements');
  });

  test.each([
    ['no order is in the range', [], '0 high-value orders'],
    ['none passes', [aNotifiedOrder({ Timestamp: '2025-05-01T00:00:00.000Z' })], '1 high-value order with'],
  ])('says so if %s', async (_, orders, expected) => {
    const { backfill, text, printed } = createCommand({ orders, attributes: OVER_THOUSAND });

    const exitCode = await backfill();

    expect(exitCode).toBe(0);
    expect(text()).toContain(expected);
    expect(printed.stdout).toMatch(/There is nothing to send\.\n$/);
  });

  test('repeats the options in its command, and counts after a cursor', async () => {
    const sending = createCommand({ orders: ordersOf(1_300) });
    await sending.backfill('--send');
    const [cursor = ''] = sending.cursors();
    const { backfillOf, text } = createCommand({ orders: ordersOf(1_300), attributes: null });

    await backfillOf(
      ...['--queue-url', QUEUE_URL, ...RANGE, '--raw', '--rate=7', '--stage', 'local', '--cursor', cursor],
    );

    expect(text()).toContain('300 high-value orders with a Timestamp from');
    expect(text()).toContain(', after the cursor. To send 300 announcements to audit alone, at 7 a second');
    expect(text()).toContain(`--send --rate 7 --raw --cursor ${cursor}`);
  });

  test('with --json is one document', async () => {
    const { backfill, printed } = createCommand({ orders: ordersOf(3), attributes: OVER_THOUSAND });

    await backfill('--json');

    expect(JSON.parse(printed.stdout)).toEqual({
      queueUrl: QUEUE_URL,
      from: '2025-05-01T00:00:00.000Z',
      to: '2025-07-01T00:00:00.000Z',
      form: 'envelope',
      filterPolicy: { Amount: [{ numeric: ['>', 1000] }] },
      filterScope: 'MessageAttributes',
      orders: 3,
      announcements: 2,
      sent: 0,
    });
  });

  test('can be interrupted', async () => {
    const { backfill, interrupt, printed } = createCommand({ orders: ordersOf(3) });
    interrupt();

    const exitCode = await backfill();

    expect(exitCode).toBe(130);
    expect(printed).toEqual({ stdout: '', stderr: 'Interrupted.\n' });
  });
});

describe('what is sent', () => {
  const order = aPendingOrder({ Amount: 250.5, ItemName: '"Désk"', Timestamp: '2025-05-03T12:00:00.000Z' });
  const Message = JSON.stringify(announcementOf(order, 99.5));

  test.each([
    ['raw delivery', { RawMessageDelivery: 'true' }, []],
    ['no subscription', null, ['--raw']],
  ])('with %s is the announcement with its attributes', async (_, attributes, options) => {
    const { backfill, sent } = createCommand({ orders: [order], attributes });

    await backfill('--send', ...options);

    expect(sent).toEqual([
      {
        Id: '0',
        MessageBody: Message,
        MessageAttributes: {
          Type: { DataType: 'String', StringValue: 'HighValueOrder' },
          Amount: { DataType: 'Number', StringValue: '250.5' },
        },
      },
    ]);
  });

  test('without raw delivery is the envelope, without a signature', async () => {
    const { backfill, sent } = createCommand({ orders: [order], attributes: {} });

    await backfill('--send');

    expect(sent).toEqual([{ Id: '0', MessageBody: expect.any(String) }]);
    expect(JSON.parse(sent[0]?.MessageBody ?? '')).toEqual({
      Type: 'Notification',
      MessageId: expect.stringMatching(/^[\da-f-]{36}$/),
      TopicArn: TOPIC_ARN,
      Message,
      Timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      UnsubscribeURL: `https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${SUBSCRIPTION_ARN}`,
      MessageAttributes: {
        Type: { Type: 'String', Value: 'HighValueOrder' },
        Amount: { Type: 'Number', Value: '250.5' },
      },
    });
  });

  test('is what the filter policy accepts', async () => {
    const attributes = { RawMessageDelivery: 'true', ...OVER_THOUSAND };
    const { backfill, sent, text } = createCommand({ orders: ordersOf(4), attributes });

    const exitCode = await backfill('--send');

    expect(exitCode).toBe(0);
    expect(idsOf(sent)).toEqual(['ORD-1', 'ORD-2', 'ORD-3']);
    expect(text()).toBe('Done: 3 announcements sent to audit. ');
  });

  test('fits into a call, ten of the largest at once, even where a call takes a quarter of a mebibyte', async () => {
    const texts = PRIVATE_FIELDS.map((field) => [field, '\u0001'.repeat(256)]);
    const largest = { ...aFullOrder({ Amount: 999_999_999.99 }), ...Object.fromEntries(texts) };
    const orders = ordersOf(10).map(({ Timestamp }, index) =>
      aNotifiedOrder({ ...largest, Timestamp, OrderId: `${'"'.repeat(255)}${index}` }),
    );
    const { backfill, batches } = createCommand({ orders, attributes: {} });

    await backfill('--send');

    expect(batches.map(({ Entries }) => Entries.length)).toEqual([10]);
    expect(Buffer.byteLength(JSON.stringify(batches))).toBeLessThan(262_144);
  });
});

describe('the rate', () => {
  test.each([
    [[], 100, 10],
    [['--rate', '1'], 1, 1],
    [['--rate', '15'], 15, 1],
    [['--rate', '1000'], 1000, 10],
  ])('with %j is kept, in calls of up to ten messages', async (options, rate, perCall) => {
    const { backfill, batches, elapsed } = createCommand({ orders: ordersOf(200) });

    await backfill('--send', ...options);

    expect(Math.max(...batches.map(({ Entries }) => Entries.length))).toBe(perCall);
    // In any stretch of time no more than its share, after the group at its start.
    const group = Math.max(1, Math.min(80, Math.floor(rate / 10)));
    let sent = 0;
    for (const { at, Entries } of batches) {
      sent += Entries.length;
      expect(sent).toBeLessThanOrEqual((at * rate) / 1000 + group + 1e-6);
    }
    expect(sent).toBe(200);
    expect(elapsed()).toBeLessThanOrEqual(200_000 / rate);
  });
});

describe('a backfill that ends early', () => {
  test('prints a cursor for every thousand announcements, and nothing to continue from after the last', async () => {
    const { backfill, cursors, printed } = createCommand({ orders: ordersOf(3_050) });

    await backfill('--send', '--rate', '1000');

    expect(cursors()).toHaveLength(3);
    expect(printed.stdout).toMatch(
      /^1,000 announcements sent\. To continue from here later, add:\n {2}--cursor \S+\n2,000 a/,
    );
    expect(printed.stdout).toMatch(/\nDone: 3,050 announcements sent to audit\.\n$/);
  });

  test('can be continued from each cursor that it printed, without a gap', async () => {
    const orders = ordersOf(3_050);
    const first = createCommand({ orders });
    await first.backfill('--send', '--rate', '1000');

    for (const [index, cursor] of first.cursors().entries()) {
      const next = createCommand({ orders: orders.map(acknowledged) });
      await next.backfill('--send', '--cursor', cursor);

      const before = idsOf(first.sent).slice(0, (index + 1) * 1_000);
      expect(new Set([...before, ...idsOf(next.sent)]).size).toBe(3_050);
      expect(next.sent.length).toBe(3_050 - before.length);
    }
  });

  test.each([
    ['within the first page', 3, '30 announcements sent. To continue (it sends the last 30 again):', false],
    ['within a later page', 12, '120 announcements sent. To continue (it sends the last 20 again):', true],
    ['after a page', 10, '100 announcements sent. To continue:', true],
  ])('%s by an interruption, says how to continue', async (_, calls, expected, hasCursor) => {
    const command = createCommand({
      orders: ordersOf(250),
      answer: (_batch, call) => {
        if (call === calls) command.interrupt();
        return undefined;
      },
    });

    const exitCode = await command.backfill('--send');

    expect(exitCode).toBe(130);
    expect(command.text()).toContain(`Interrupted. ${expected}`);
    expect(command.printed.stdout).toMatch(
      /\n {2}npm run backfill -- --stage dev --queue-url .* --send.*\n$/,
    );
    expect(command.cursors()).toHaveLength(hasCursor ? 1 : 0);

    const cursor = command.cursors().flatMap((text) => ['--cursor', text]);
    const next = createCommand({ orders: ordersOf(250) });
    await next.backfill('--send', ...cursor);
    expect(new Set([...idsOf(command.sent), ...idsOf(next.sent)]).size).toBe(250);
  });

  test('by an interruption, has the cursor in the document of --json', async () => {
    const command = createCommand({
      orders: ordersOf(250),
      answer: (_batch, call) => {
        if (call === 12) command.interrupt();
        return undefined;
      },
    });

    await command.backfill('--send', '--json');

    expect(JSON.parse(command.printed.stdout)).toMatchObject({
      orders: 100,
      sent: 120,
      cursor: expect.any(String),
    });
  });

  test('by an error, says how to continue and what to do', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'RequestThrottled', $metadata: {} });
    const command = createCommand({
      orders: ordersOf(1_150),
      answer: (_batch, call) => (call === 112 ? throttled : undefined),
    });

    const exitCode = await command.backfill('--send', '--json');

    expect(exitCode).toBe(1);
    expect(command.printed.stdout).toBe('');
    expect(command.text()).toContain('1,110 announcements sent. To continue (it sends the last 10 again):');
    expect(command.text()).toMatch(/--send --cursor \S+ AWS throttles these requests/);
    expect(command.cursors()).toHaveLength(2);
  });

  test('after a cursor is continued from that cursor if it sends nothing', async () => {
    const sending = createCommand({ orders: ordersOf(1_001) });
    await sending.backfill('--send');
    const [cursor = ''] = sending.cursors();
    const command = createCommand({ orders: ordersOf(1_001), answer: () => new Error('Unplugged') });

    await command.backfill('--send', '--cursor', cursor);

    expect(command.text()).toContain(`0 announcements sent. To continue: npm`);
    expect(command.cursors()).toEqual([cursor]);
  });
});

describe('a message that SQS does not confirm', () => {
  const failed = (Id: string, SenderFault = false) => ({ Id, SenderFault, Code: 'Busy', Message: 'Later' });

  test.each([
    ['it names', { Successful: [{ Id: '0' }], Failed: [failed('1')] }],
    ['it does not even name', { Successful: [{ Id: '0' }] }],
  ])('because of an error that %s, is sent again alone', async (_, partial) => {
    const { backfill, batches, sent } = createCommand({
      orders: ordersOf(2),
      answer: (_batch, call) => (call < 3 && call > 0 ? partialFor(call) : undefined),
    });
    const partialFor = (call: number) => (call === 1 ? partial : { Failed: [failed('0')] });

    const exitCode = await backfill('--send');

    expect(exitCode).toBe(0);
    expect(idsOf(sent)).toEqual(['ORD-0', 'ORD-1']);
    expect(batches.map(({ Entries }) => Entries.length)).toEqual([2, 1, 1]);
    expect(batches.map(({ at }) => at)).toEqual([0, 1_000, 2_000]);
  });

  test.each([
    ['three times', { Failed: [failed('0')] }, 3, 'SQS did not accept 1 announcement (Busy: Later).'],
    ['three times, silently', {}, 3, 'SQS did not accept 1 announcement (it does not say why).'],
    [
      'because of the message',
      { Failed: [failed('0', true)] },
      1,
      'SQS did not accept 1 announcement (Busy: Later).',
    ],
  ])('%s ends the backfill', async (_, answer, calls, expected) => {
    const { backfill, batches, text } = createCommand({ orders: ordersOf(1), answer: () => answer });

    const exitCode = await backfill('--send');

    expect(exitCode).toBe(1);
    expect(batches).toHaveLength(calls);
    expect(text()).toContain(expected);
    expect(text()).toContain('0 announcements sent. To continue: npm run backfill');
  });
});

test('progress is shown once a second', async () => {
  const { backfill, passTime, printed } = createCommand({
    orders: ordersOf(350),
    answer: () => void passTime(),
  });

  await backfill('--send');

  expect(printed.stderr).toBe(
    [
      '10 announcements sent, up to 2025-05-01T01:39:00.000Z',
      '110 announcements sent, up to 2025-05-01T03:19:00.000Z',
      '210 announcements sent, up to 2025-05-01T04:59:00.000Z',
      '310 announcements sent, up to 2025-05-01T05:49:00.000Z',
      '',
    ].join('\n'),
  );
});

describe('wrong usage', () => {
  test.each([
    [[], '--queue-url is required. --from is required. --to is required. Write it like this:'],
    [[...RANGE, '--queue-url', 'audit'], '--queue-url takes the URL of a queue'],
    [[...RANGE, '--queue-url', 'arn:aws:sqs:eu-west-1:123456789012:audit'], 'takes the URL of a queue'],
    [[...RANGE, '--queue-url', 'ftp://sqs/123456789012/audit'], '--queue-url takes the URL of a queue'],
    [[...RANGE, '--queue-url', 'https://sqs.amazonaws.com/audit'], '--queue-url takes the URL of a queue'],
    [[...RANGE, '--queue-url', `${QUEUE_URL}.fifo`], 'a FIFO queue cannot subscribe to HighValueOrderTopic'],
    [[...RANGE, '--queue-url', QUEUE_URL, '--rate', '0'], '--rate takes a whole number'],
    [[...RANGE, '--queue-url', QUEUE_URL, '--rate', '1.5'], '--rate takes a whole number'],
    [[...RANGE, '--queue-url', QUEUE_URL, '--rate', '1001'], '--rate takes a whole number'],
    [
      [...RANGE, '--queue-url', QUEUE_URL, '--cursor', 'abc'],
      '--cursor is not a cursor of this query: it does not decode (omit it to start again).',
    ],
    [
      ['--queue-url', QUEUE_URL, '--from', '2025-05-02', '--to', '2025-05-01'],
      '--from must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z. --to must be',
    ],
    [
      ['--queue-url', QUEUE_URL, '--from', '2025-05-02T00:00Z', '--to', '2025-05-01T00:00Z'],
      '--to must be after --from, by at most 3660 days. Write',
    ],
    [[...RANGE, '--queue-url', QUEUE_URL, 'dev'], 'Give options only, after two dashes for npm.'],
  ])('%j is refused', async (args, expected) => {
    const { backfillOf, text, connections } = createCommand();

    const exitCode = await backfillOf(...args);

    expect(exitCode).toBe(2);
    expect(text()).toContain(expected);
    expect(connections).toEqual([]);
  });

  test('a cursor of another range is refused', async () => {
    const sending = createCommand({ orders: ordersOf(1_001) });
    await sending.backfill('--send');
    const [cursor = ''] = sending.cursors();
    const { backfillOf, text } = createCommand();

    const exitCode = await backfillOf(
      ...['--queue-url', QUEUE_URL, '--from', '2025-05-01T00:00:00Z', '--to', '2025-06-30T00:00:00Z'],
      ...['--cursor', cursor],
    );

    expect(exitCode).toBe(2);
    expect(text()).toContain('--cursor is not a cursor of this query: it belongs to another --from, --to');
  });
});

describe('a queue', () => {
  test.each([
    ['without a subscription', { attributes: null }, [], 'Subscribe it first, so that it gets every announ'],
    ['with one and --raw', {}, ['--raw'], 'audit subscribes to HighValueOrderTopic: leave out --raw'],
    [
      'whose subscription is not confirmed',
      { subscriptionArn: 'PendingConfirmation' },
      [],
      'is not confirmed, so the queue gets no announcements. Confirm it first.',
    ],
  ])('%s is refused, and nothing is sent', async (_, settings, options, expected) => {
    const { backfill, text, sent, index } = createCommand({ orders: ordersOf(1), ...settings });

    const exitCode = await backfill('--send', ...options);

    expect(exitCode).toBe(2);
    expect(text()).toContain(expected);
    expect(sent).toEqual([]);
    expect(index.queries).toEqual([]);
  });

  test('that does not exist is named', async () => {
    const { backfillOf, text } = createCommand();

    const exitCode = await backfillOf('--queue-url', `${QUEUE_URL}-2`, ...RANGE);

    expect(exitCode).toBe(2);
    expect(text()).toContain(`There is no queue ${QUEUE_URL}-2. Check --queue-url, and the account of the`);
  });

  test('whose filter policy is not understood gets nothing', async () => {
    const attributes = { FilterPolicy: '{"Amount":[{"between":[1,2]}]}' };
    const { backfill, text, sent } = createCommand({ orders: ordersOf(1), attributes });

    const exitCode = await backfill('--send');

    expect(exitCode).toBe(1);
    expect(text()).toContain('has {"between":[1,2]}, which backfill does not know, so nothing was sent.');
    expect(sent).toEqual([]);
  });

  test.each([
    [QUEUE_URL, undefined, 'eu-west-1', 'https://sqs.eu-west-1.amazonaws.com'],
    [
      'https://sqs.us-gov-west-1.amazonaws.com/123456789012/a-us-east-1-b',
      undefined,
      'us-gov-west-1',
      'https://sqs.us-gov-west-1.amazonaws.com',
    ],
    [
      'https://vpce-1a2b-3c.sqs.ap-southeast-2.vpce.amazonaws.com/123456789012/audit',
      undefined,
      'ap-southeast-2',
      'https://vpce-1a2b-3c.sqs.ap-southeast-2.vpce.amazonaws.com',
    ],
    [
      'http://localhost:4566/000000000000/audit',
      'http://localhost:4567',
      'us-east-1',
      'http://localhost:4567',
    ],
    [
      'http://sqs.eu-west-1.localhost.localstack.cloud:4566/000000000000/audit',
      'http://localhost:4566',
      'eu-west-1',
      'http://localhost:4566',
    ],
  ])('%s with the endpoint %s is in %s, at %s', async (queueUrl, endpoint, region, address) => {
    const { config } = createQueueClient(queueUrl, endpoint);

    const { protocol, hostname, port } = (await config.endpoint?.()) ?? {};
    expect(await config.region()).toBe(region);
    expect(`${protocol}//${hostname}${port ? `:${port}` : ''}`).toBe(address);
  });
});
