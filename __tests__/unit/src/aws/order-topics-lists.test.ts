import { describe, expect, test } from '@jest/globals';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { createGate } from '../../../support/gate.ts';
import { aFullOrder, anAnnouncement } from '../../../support/orders.ts';
import { idsOf, publishesAll, snsThatPublishesLists } from '../../../support/sns.ts';
import { BOTH_TOPICS, topicArn } from '../../../support/topics.ts';

const tens = (count: number) => Array<number>(count).fill(10);
const numbers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => String(from + index));

describe.each(BOTH_TOPICS)('publishAll of %s', (_, publishMany) => {
  test.each([
    { count: 0, sizes: [] },
    { count: 1, sizes: [1] },
    { count: 10, sizes: [10] },
    { count: 11, sizes: [10, 1] },
    { count: 105, sizes: [...tens(10), 5] },
  ])('sends $count messages in tens', async ({ count, sizes }) => {
    const sns = snsThatPublishesLists();

    await publishMany(sns, count);

    expect(sns.calls.map((call) => idsOf(call).length)).toEqual(sizes);
  });

  test('numbers its messages from one call to the next', async () => {
    const sns = snsThatPublishesLists();

    await publishMany(sns, 105);

    expect(sns.calls.flatMap(idsOf)).toEqual(numbers(0, 105));
  });

  test('sends each message once, under its own number', async () => {
    const sns = snsThatPublishesLists();

    await publishMany(sns, 105);

    const entries = sns.calls.flatMap((call) => call.PublishBatchRequestEntries ?? []);
    const sent = entries.map(({ Message }) => JSON.parse(Message ?? '').OrderId);
    expect(sent).toEqual(numbers(0, 105).map((number) => `ORD-${number}`));
  });

  test('sends every call to its topic', async () => {
    const sns = snsThatPublishesLists();

    await publishMany(sns, 11);

    expect(sns.calls.map(({ TopicArn }) => TopicArn)).toEqual([topicArn, topicArn]);
  });

  test.each([
    ['names no failed entry', { Failed: [] }],
    ['says nothing of failed entries', {}],
  ])('gives no failure where every entry is published and the answer %s', async (_, answer) => {
    const sns = snsThatPublishesLists(async (call) => ({ ...(await publishesAll(call)), ...answer }));

    const failures = await publishMany(sns, 105);

    expect(failures).toEqual([]);
  });

  test('makes eight calls at once, and no more', async () => {
    const gate = createGate();
    let underWay = 0;
    let most = 0;
    const sns = snsThatPublishesLists(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await gate.pass('call');
      underWay -= 1;
      return {};
    });

    const publishing = publishMany(sns, 170);
    for (const count of [8, 16, 17]) {
      await gate.untilArrived(count);
      gate.letAllThrough();
    }
    await publishing;

    expect(most).toBe(8);
  });
});

test('an announcement goes out as JSON, with its type and amount as attributes', async () => {
  const sns = snsThatPublishesLists();
  const announcement = anAnnouncement({ Amount: 100.01 });

  await createHighValueOrderTopic({ client: sns.client, topicArn }).publishAll([announcement]);

  expect(sns.calls).toStrictEqual([
    {
      TopicArn: topicArn,
      PublishBatchRequestEntries: [
        {
          Id: '0',
          Message: JSON.stringify(announcement),
          MessageAttributes: {
            Type: { DataType: 'String', StringValue: 'HighValueOrder' },
            Amount: { DataType: 'Number', StringValue: '100.01' },
          },
        },
      ],
    },
  ]);
});

test('an order goes out as JSON, with its type as an attribute', async () => {
  const sns = snsThatPublishesLists();
  const order = aFullOrder();

  await createOrderTopic({ client: sns.client, topicArn }).publishAll([order]);

  expect(sns.calls).toStrictEqual([
    {
      TopicArn: topicArn,
      PublishBatchRequestEntries: [
        {
          Id: '0',
          Message: JSON.stringify(order),
          MessageAttributes: { Type: { DataType: 'String', StringValue: 'OrderCreated' } },
        },
      ],
    },
  ]);
});
