import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { handlerOf, LIST_PUBLISHED, useAwsForHandlers } from '../../../support/handlers.ts';
import { aContext } from '../../../support/lambda.ts';
import { aHighValueOrder } from '../../../support/orders.ts';

const sweep = handlerOf('sweep');
const aws = useAwsForHandlers({ PublishBatch: LIST_PUBLISHED, Query: '{"Items":[]}' });

describe('the handler of sweep', () => {
  const context = () => aContext({ getRemainingTimeInMillis: () => 240_000 });
  const grace = Number(process.env.SWEEP_GRACE_SECONDS);

  /** Has one order in every partition, received that many seconds ago. */
  function havePendingSince(seconds: number): void {
    const ReceivedAt = new Date(Date.now() - 1000 * seconds).toISOString();
    const order = aHighValueOrder({ ReceivedAt });
    aws.answers.Query = JSON.stringify({ Items: [marshall({ ...order, NotificationStatus: 'PENDING#0' })] });
  }

  test('reads the table of its settings', async () => {
    await sweep({}, context());

    const input = { TableName: process.env.ORDERS_TABLE_NAME, IndexName: 'NotificationIndex' };
    expect(aws.calls()).toMatchObject(Array(8).fill({ operation: 'Query', input }));
  });

  test('announces what is over the grace period of its settings, on the topic of its settings', async () => {
    havePendingSince(grace + 60);

    await sweep({}, context());

    const input = { TopicArn: process.env.HIGH_VALUE_ORDER_TOPIC_ARN };
    expect(aws.callsOf('PublishBatch')).toMatchObject(Array(8).fill({ input }));
  });

  test('announces with the threshold of its settings', async () => {
    havePendingSince(grace + 60);

    await sweep({}, context());

    const sent = String(aws.callsOf('PublishBatch')[0]?.input['PublishBatchRequestEntries.member.1.Message']);
    expect(JSON.parse(sent)).toMatchObject({ Threshold: Number(process.env.HIGH_VALUE_THRESHOLD) });
  });

  test('announces nothing that is within the grace period of its settings', async () => {
    havePendingSince(grace - 60);

    const answer = await sweep({}, context());

    expect(answer).toMatchObject({ Pending: 8, Republished: 0 });
  });

  test('stops when Lambda says that its time is over', async () => {
    const answer = await sweep({}, aContext({ getRemainingTimeInMillis: () => 1000 }));

    expect(answer).toMatchObject({ CutShort: true });
  });

  test('writes its metrics', async () => {
    havePendingSince(grace + 60);

    await sweep({}, context());

    expect(aws.linesWritten()).toMatchObject([
      { PendingNotifications: 8, NotificationsRepublished: 8, OldestPendingAge: expect.any(Number) },
    ]);
  });
});
