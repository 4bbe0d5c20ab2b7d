import { describe, expect, test } from '@jest/globals';
import { createCallLog } from '../../../../tools/stack/call-log.ts';
import type { ApiRequest, Service } from '../../../../tools/stack/gateway.ts';
import { callTo, QUEUE_URL, TOPIC_ARN } from '../../../support/api-requests.ts';

const ANSWER = { status: 200, headers: {}, body: 'answer' };

describe('calls are counted', () => {
  const put = (caller: string, TableName = 'Orders') => callTo.dynamoDB('PutItem', { TableName }, caller);

  test.each([
    ['where nothing was called, none', [], []],
    ['once each', [put('ingest')], [1]],
    ['together where caller, action and resource are the same', [put('ingest'), put('ingest')], [2]],
    ['apart by caller', [put('ingest'), put('consumer'), put('ingest')], [2, 1]],
    ['apart by resource', [put('ingest'), put('ingest', 'Others')], [1, 1]],
    ['apart by action', [put('ingest'), callTo.dynamoDB('GetItem', { TableName: 'Orders' })], [1, 1]],
  ])('%s', async (_, requests, expected) => {
    const log = createCallLog();
    const service = log.recorded('dynamodb', async () => ANSWER);

    for (const one of requests) await service(one);

    expect(log.list().map(({ calls }) => calls)).toEqual(expected);
  });

  test('a call for many as one, together with those for one', async () => {
    const log = createCallLog();
    const service = log.recorded('sns', async () => ANSWER);

    for (const Action of ['Publish', 'PublishBatch'])
      await service(callTo.form({ Action, TopicArn: TOPIC_ARN }));

    const call = { caller: 'ingest', action: 'sns:Publish', resource: 'OrderTopic', calls: 2, retries: 0 };
    expect(log.list()).toEqual([call]);
  });

  test('apart from what the SDK tries again', async () => {
    const log = createCallLog();
    const service = log.recorded('dynamodb', async () => ANSWER);

    for (const attempt of ['attempt=1; max=3', 'attempt=2; max=3', 'attempt=3; max=3']) {
      const request = put('ingest');
      await service({ ...request, headers: { ...request.headers, 'amz-sdk-request': attempt } });
    }

    expect(log.list()).toMatchObject([{ calls: 1, retries: 2 }]);
  });

  test('in one log for all services', async () => {
    const log = createCallLog();
    await log.recorded('dynamodb', async () => ANSWER)(put('ingest'));

    await log.recorded('sqs', async () => ANSWER)(callTo.sqs('SendMessage', { QueueUrl: QUEUE_URL }));

    expect(log.list().map(({ action }) => action)).toEqual(['dynamodb:PutItem', 'sqs:SendMessage']);
  });
});

describe('the service behind', () => {
  test('gets the request as it is', async () => {
    const received: ApiRequest[] = [];
    const service: Service = async (given) => {
      received.push(given);
      return ANSWER;
    };
    const call = callTo.dynamoDB('PutItem', { TableName: 'Orders' });

    await createCallLog().recorded('dynamodb', service)(call);

    expect(received).toEqual([call]);
  });

  test('gives the answer', async () => {
    const service = createCallLog().recorded('dynamodb', async () => ANSWER);

    const answer = await service(callTo.dynamoDB('PutItem', { TableName: 'Orders' }));

    expect(answer).toBe(ANSWER);
  });

  test('is counted where it fails too', async () => {
    const log = createCallLog();
    const service = log.recorded('dynamodb', async () => {
      throw new Error('Broken');
    });

    await Promise.allSettled([service(callTo.dynamoDB('PutItem', { TableName: 'Orders' }))]);

    expect(log.list()).toMatchObject([{ action: 'dynamodb:PutItem', calls: 1 }]);
  });
});
