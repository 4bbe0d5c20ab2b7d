import { describe, expect, test } from '@jest/globals';
import { createHighValueOrderTopic, createOrderTopic } from '../../../../src/aws/topics.ts';
import { createGate } from '../../../support/gate.ts';
import { aFullOrder, anAnnouncement, anOrder } from '../../../support/orders.ts';
import {
  type AnswerToList,
  failsFor,
  idsOf,
  snsThatPublishes,
  snsThatPublishesLists,
} from '../../../support/sns.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';
const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException' });
const announcementFailed = (orderId: string, reason: string) => ({
  name: 'AnnouncementFailedError',
  orderId,
  message:
    `Order ${orderId} is stored, but announcing it failed (${reason}). ` +
    'It stays pending: sweep announces it again, and so does sending the same order again.',
});
const announcement = anAnnouncement({ Amount: 100.01 });
const announcementMessage = {
  Message: JSON.stringify(announcement),
  MessageAttributes: {
    Type: { DataType: 'String', StringValue: 'HighValueOrder' },
    Amount: { DataType: 'Number', StringValue: '100.01' },
  },
};

describe('an announcement that is published alone', () => {
  const publishTo = ({ client }: ReturnType<typeof snsThatPublishes>, published = announcement) =>
    createHighValueOrderTopic({ client, topicArn }).publish(published);

  test('goes out as JSON, with its type and amount as attributes', async () => {
    const sns = snsThatPublishes();

    await publishTo(sns);

    expect(sns.calls).toEqual([{ TopicArn: topicArn, ...announcementMessage }]);
  });

  test('has the largest amount in digits', async () => {
    const sns = snsThatPublishes();

    await publishTo(sns, anAnnouncement({ Amount: 1_000_000_000 }));

    expect(sns.calls[0]).toHaveProperty('MessageAttributes.Amount.StringValue', '1000000000');
  });

  test.each([
    [throttled, 'ThrottledException: Rate exceeded'],
    ['aborted', 'aborted'],
  ])('fails with its order, what happened and what helps: %s', async (cause, reason) => {
    const publishing = publishTo(snsThatPublishes(cause));

    await expect(publishing).rejects.toMatchObject({
      ...announcementFailed(announcement.OrderId, reason),
      cause,
    });
  });
});

test('lists of announcements and of orders go out as JSON with attributes', async () => {
  const order = aFullOrder();
  const { client, calls } = snsThatPublishesLists();

  await createHighValueOrderTopic({ client, topicArn }).publishAll([announcement]);
  await createOrderTopic({ client, topicArn }).publishAll([order]);

  const MessageAttributes = { Type: { DataType: 'String', StringValue: 'OrderCreated' } };
  const messages = [announcementMessage, { Message: JSON.stringify(order), MessageAttributes }];
  expect(calls).toStrictEqual(
    messages.map((message) => ({
      TopicArn: topicArn,
      PublishBatchRequestEntries: [{ Id: '0', ...message }],
    })),
  );
});

type Sns = ReturnType<typeof snsThatPublishesLists>;

/** Messages with the OrderIds ORD-0, ORD-1 and so on. */
const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ OrderId: `ORD-${index}` }));
const announceMany = ({ client }: Sns, count: number): Promise<unknown[]> =>
  createHighValueOrderTopic({ client, topicArn }).publishAll(ids(count).map(anAnnouncement));
const publishManyOrders = ({ client }: Sns, count: number): Promise<unknown[]> =>
  createOrderTopic({ client, topicArn }).publishAll(ids(count).map(anOrder));

/** An answer in which the call with this entry is refused as a whole. */
const throwsFor =
  (id: string, failure: unknown): AnswerToList =>
  async (call) => {
    if (idsOf(call).includes(id)) throw failure;
    return failsFor()(call);
  };

describe.each([
  ['announcements', announceMany],
  ['orders', publishManyOrders],
])('many %s', (_, publishMany) => {
  test.each([[[]], [[1]], [[10]], [[10, 1]], [[...Array<number>(10).fill(10), 5]]])(
    'go out in calls of ten, to the topic, each once and under its own number: %j',
    async (sizes) => {
      const sns = snsThatPublishesLists();
      const count = sizes.reduce((sum, size) => sum + size, 0);

      const failures = await publishMany(sns, count);

      const entries = sns.calls.flatMap(({ PublishBatchRequestEntries = [] }) => PublishBatchRequestEntries);
      const sent = entries.map(({ Id, Message = '' }) => [Id, JSON.parse(Message).OrderId]);
      expect(failures).toEqual([]);
      expect(sns.calls.map((call) => [call.TopicArn, idsOf(call).length])).toEqual(
        sizes.map((size) => [topicArn, size]),
      );
      expect(sent).toEqual(ids(count).map(({ OrderId }, index) => [String(index), OrderId]));
    },
  );

  test('go out by eight calls at once, and no more', async () => {
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

  test('give every failure of every call, and go on after each', async () => {
    const sns = snsThatPublishesLists(async () => {
      throw throttled;
    });

    const failures = await publishMany(sns, 105);

    expect(failures).toHaveLength(105);
    expect(sns.calls).toHaveLength(11);
  });
});

describe('orders that were not published are given by position and reason', () => {
  const Successful = [{ Id: '0' }];
  const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }];
  const noReason = 'InternalError: no reason given';
  const notConfirmed = 'SNS did not confirm it';
  const refused = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
  const [tryAgain, rateExceeded] = ['InternalError: Try again', 'ThrottledException: Rate exceeded'];

  test.each<[string, number, AnswerToList, number[], string]>([
    ['if SNS names them as failed', 25, failsFor('3', '12', '24'), [3, 12, 24], tryAgain],
    ['if SNS gives no reason', 1, async () => ({ Failed }), [0], noReason],
    ['if SNS names them as published as well', 1, async () => ({ Successful, Failed }), [0], noReason],
    ['if SNS does not answer for them', 2, async () => ({ Successful }), [1], notConfirmed],
    ['if their call is refused as a whole', 25, throwsFor('15', throttled), refused, rateExceeded],
    ['if what is thrown is no error', 1, throwsFor('0', 'aborted'), [0], 'aborted'],
  ])('%s', async (_, count, answer, positions, reason) => {
    const failures = await publishManyOrders(snsThatPublishesLists(answer), count);

    expect(failures).toStrictEqual(positions.map((position) => ({ position, reason })));
  });
});

test('announcements that were not published are given as errors with their orders and what helps', async () => {
  const failures = await announceMany(snsThatPublishesLists(failsFor('3', '12', '24')), 25);

  expect(failures).toMatchObject(
    ['ORD-3', 'ORD-12', 'ORD-24'].map((orderId) => announcementFailed(orderId, 'InternalError: Try again')),
  );
});
