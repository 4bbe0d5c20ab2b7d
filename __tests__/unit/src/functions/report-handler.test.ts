import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AwsServer, startAwsServer } from '../../../support/aws-server.ts';
import { handlerOf } from '../../../support/handlers.ts';
import { aContext } from '../../../support/lambda.ts';
import { THREE_DAYS } from '../../../support/report.ts';

const report = handlerOf('report');
let server: AwsServer;

beforeAll(async () => {
  server = await startAwsServer({ Query: '{"Items":[],"Count":0}' });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

afterAll(() => server.close());

test('the handler of report reads the index of the table of its settings', async () => {
  await report({ ...THREE_DAYS, Status: 'pending' }, aContext());

  const query = {
    operation: 'Query',
    input: { TableName: process.env.ORDERS_TABLE_NAME, IndexName: 'NotificationIndex' },
  };
  expect(server.calls).toMatchObject(Array(8).fill(query));
});
