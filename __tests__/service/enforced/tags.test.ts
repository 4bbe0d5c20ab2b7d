import { ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { service, stage } from '../../support/service.ts';

test('CloudFormation passes the tags of the stack on to a queue', async () => {
  const QueueUrl = await service.output('OrderQueueUrl');

  const { Tags = {} } = await service.sqs.send(new ListQueueTagsCommand({ QueueUrl }));

  const own = Object.entries(Tags).filter(([key]) => !key.startsWith('aws:'));
  expect(Object.fromEntries(own)).toEqual({ service: 'high-value-orders', stage });
});
