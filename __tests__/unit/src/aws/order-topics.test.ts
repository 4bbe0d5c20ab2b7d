import { describe, expect, test } from '@jest/globals';
import { createHighValueOrderTopic } from '../../../../src/aws/topics.ts';
import { anAnnouncement } from '../../../support/orders.ts';
import { snsThatPublishes } from '../../../support/sns.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:high-value-orders';

describe('publish', () => {
  test('sends the announcement as JSON, with its type and amount as attributes', async () => {
    const sns = snsThatPublishes();
    const announcement = anAnnouncement({ Amount: 100.01 });

    await createHighValueOrderTopic({ client: sns.client, topicArn }).publish(announcement);

    expect(sns.published).toEqual([
      {
        TopicArn: topicArn,
        Message: JSON.stringify(announcement),
        MessageAttributes: {
          Type: { DataType: 'String', StringValue: 'HighValueOrder' },
          Amount: { DataType: 'Number', StringValue: '100.01' },
        },
      },
    ]);
  });

  test('writes the largest amount in digits', async () => {
    const sns = snsThatPublishes();

    await createHighValueOrderTopic({ client: sns.client, topicArn }).publish(
      anAnnouncement({ Amount: 1_000_000_000 }),
    );

    expect(sns.published[0]).toHaveProperty('MessageAttributes.Amount.StringValue', '1000000000');
  });
});

describe('a failure to publish', () => {
  test('names the order, and says what happened and what helps', async () => {
    const failure = Object.assign(new Error('Rate exceeded'), { name: 'ThrottledException' });
    const topic = createHighValueOrderTopic({ client: snsThatPublishes(failure).client, topicArn });

    const publishing = topic.publish(anAnnouncement({ OrderId: 'ORD-1' }));

    await expect(publishing).rejects.toMatchObject({
      name: 'AnnouncementFailedError',
      orderId: 'ORD-1',
      message:
        'Order ORD-1 is stored, but announcing it failed (ThrottledException: Rate exceeded). ' +
        'It stays pending: sweep announces it again, and so does sending the same order again.',
    });
  });

  test('keeps its cause', async () => {
    const failure = new Error('Rate exceeded');
    const topic = createHighValueOrderTopic({ client: snsThatPublishes(failure).client, topicArn });

    const publishing = topic.publish(anAnnouncement());

    await expect(publishing).rejects.toHaveProperty('cause', failure);
  });

  test('tells of a cause that is no error too', async () => {
    const topic = createHighValueOrderTopic({ client: snsThatPublishes('aborted').client, topicArn });

    const publishing = topic.publish(anAnnouncement());

    await expect(publishing).rejects.toThrow('announcing it failed (aborted).');
  });
});
