import { expect, test } from '@jest/globals';
import { serverlessInvoke } from '../../support/serverless-invoke.ts';

test('serverless invoke works against the embedded stack', async () => {
  const { answer, exitCode } = await serverlessInvoke('ingest', 'fixtures/low-value-order.json');

  expect(answer).toMatchObject({ OrderId: 'ORD-1002', HighValue: false, Notification: 'not-needed' });
  expect(exitCode).toBe(0);
});

test('serverless invoke shows the error of a refused order', async () => {
  const { answer, exitCode } = await serverlessInvoke('ingest', 'fixtures/invalid-order.json');

  expect(answer).toMatchObject({ errorType: 'InvalidOrderError' });
  expect(exitCode).toBe(1);
});
