import { describe, expect, test } from '@jest/globals';
import {
  type AnswerToList,
  failsFor,
  idsOf,
  publishesAll,
  snsThatPublishesLists,
} from '../../../support/sns.ts';
import { announceMany, BOTH_TOPICS, publishManyOrders } from '../../../support/topics.ts';

/** An answer in which the call with this entry is refused as a whole. */
const throwsFor =
  (id: string, failure: unknown): AnswerToList =>
  async (call) => {
    if (idsOf(call).includes(id)) throw failure;
    return publishesAll(call);
  };

const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException' });

describe('entries that failed', () => {
  test('are given by position and reason, for orders', async () => {
    const failures = await publishManyOrders(snsThatPublishesLists(failsFor('3', '12', '24')), 25);

    const reason = 'InternalError: Try again';
    expect(failures).toStrictEqual([3, 12, 24].map((position) => ({ position, reason })));
  });

  test('are those, too, that the answer does not speak of', async () => {
    const sns = snsThatPublishesLists(async () => ({ Successful: [{ Id: '0' }] }));

    const failures = await publishManyOrders(sns, 2);

    expect(failures).toStrictEqual([{ position: 1, reason: 'SNS did not confirm it' }]);
  });

  test('are those, too, that the answer names as published as well', async () => {
    const failed = { Id: '0', Code: 'InternalError', SenderFault: false };
    const sns = snsThatPublishesLists(async () => ({ Successful: [{ Id: '0' }], Failed: [failed] }));

    const failures = await publishManyOrders(sns, 1);

    expect(failures).toStrictEqual([{ position: 0, reason: 'InternalError: no reason given' }]);
  });

  test('are given as errors that name their orders, for announcements', async () => {
    const failures = await announceMany(snsThatPublishesLists(failsFor('3', '12', '24')), 25);

    const name = 'AnnouncementFailedError';
    expect(failures).toMatchObject(['ORD-3', 'ORD-12', 'ORD-24'].map((orderId) => ({ name, orderId })));
  });

  test('are given with what happened and what helps, for announcements', async () => {
    const failures = await announceMany(snsThatPublishesLists(failsFor('3')), 25);

    expect(failures).toEqual([
      new Error(
        'Order ORD-3 is stored, but announcing it failed (InternalError: Try again). ' +
          'It stays pending: sweep announces it again, and so does sending the same order again.',
      ),
    ]);
  });

  test('need not say why', async () => {
    const Failed = [{ Id: '0', Code: 'InternalError', SenderFault: false }];

    const failures = await publishManyOrders(
      snsThatPublishesLists(async () => ({ Failed })),
      1,
    );

    expect(failures).toStrictEqual([{ position: 0, reason: 'InternalError: no reason given' }]);
  });
});

describe('a call that is refused as a whole', () => {
  test('fails its ten orders, and no other', async () => {
    const failures = await publishManyOrders(snsThatPublishesLists(throwsFor('15', throttled)), 25);

    const reason = 'ThrottledException: Rate exceeded';
    expect(failures).toStrictEqual(
      [10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((position) => ({ position, reason })),
    );
  });

  test('fails its ten announcements, and no other', async () => {
    const failures = await announceMany(snsThatPublishesLists(throwsFor('5', throttled)), 25);

    expect(failures).toMatchObject(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => ({ orderId: `ORD-${index}` })),
    );
  });

  test('fails with what happened, where that is no error too', async () => {
    const failures = await publishManyOrders(snsThatPublishesLists(throwsFor('0', 'aborted')), 1);

    expect(failures).toStrictEqual([{ position: 0, reason: 'aborted' }]);
  });
});

describe.each(BOTH_TOPICS)('publishAll of %s', (_, publishMany) => {
  test('goes on after a call that is refused', async () => {
    const sns = snsThatPublishesLists(throwsFor('0', throttled));

    await publishMany(sns, 105);

    expect(sns.calls).toHaveLength(11);
  });

  test('gives every failure of every call', async () => {
    const sns = snsThatPublishesLists(async () => {
      throw throttled;
    });

    const failures = await publishMany(sns, 105);

    expect(failures).toHaveLength(105);
  });
});
