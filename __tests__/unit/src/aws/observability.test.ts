import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { aContext } from '../../../support/lambda.ts';
import { lambdaHandler, log as logger, meter } from '../../../support/observability.ts';
import { captureOutput } from '../../../support/output.ts';

afterEach(() => {
  jest.restoreAllMocks();
  logger.setLogLevel('SILENT');
});

/** What the process writes while a handler of `act` is called; its lines are JSON. */
async function outputOf(act: () => void, context = aContext()): Promise<unknown[]> {
  const written = captureOutput();
  await Promise.allSettled([lambdaHandler(async () => act())('event', context)]);
  return written.map((line) => JSON.parse(line));
}

describe('a handler', () => {
  test('answers what its function answers to the event', async () => {
    const handler = lambdaHandler(async (event: string) => `answer to ${event}`);

    const answer = await handler('event', aContext());

    expect(answer).toBe('answer to event');
  });

  test('tells its function the context too', async () => {
    const context = aContext();
    const handler = lambdaHandler(async (_: string, { awsRequestId }) => awsRequestId);

    const answer = await handler('event', context);

    expect(answer).toBe(context.awsRequestId);
  });

  test('fails as its function fails', async () => {
    const error = new Error('Refused');
    const handler = lambdaHandler(async () => {
      throw error;
    });

    const answer = handler('event', aContext());

    await expect(answer).rejects.toBe(error);
  });

  test('names the request in every line of the log', async () => {
    logger.setLogLevel('INFO');
    const context = aContext();

    const lines = await outputOf(() => logger.info('Order stored'), context);

    expect(lines).toMatchObject([{ message: 'Order stored', function_request_id: context.awsRequestId }]);
  });

  test('says in a line what tells it apart and nothing that the function says of itself', async () => {
    logger.setLogLevel('INFO');
    const context = aContext();

    const lines = await outputOf(() => logger.info('Order stored', { OrderId: 'ORD-1001' }), context);

    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'Order stored',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        function_name: context.functionName,
        function_request_id: context.awsRequestId,
        OrderId: 'ORD-1001',
      },
    ]);
  });
});

describe('metrics', () => {
  test('go out in the embedded format once the function is done', async () => {
    const lines = await outputOf(() => meter.count('OrdersStored'));

    expect(lines).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            { Namespace: 'HighValueOrders', Metrics: [{ Name: 'OrdersStored', Unit: 'Count' }] },
          ],
        },
        OrdersStored: 1,
      },
    ]);
  });

  test('go out where the function fails too', async () => {
    const lines = await outputOf(() => {
      meter.count('InvalidOrders');
      throw new Error('Refused');
    });

    expect(lines).toMatchObject([{ InvalidOrders: 1 }]);
  });

  test('count as many as they are told', async () => {
    const lines = await outputOf(() => meter.count('OrdersStored', 3));

    expect(lines).toMatchObject([{ OrdersStored: 3 }]);
  });

  test.each([
    ['Milliseconds', () => meter.milliseconds('Latency', 4000)],
    ['Seconds', () => meter.seconds('Latency', 4000)],
    ['None', () => meter.amount('Latency', 4000)],
  ])('tell a time in %s', async (Unit, measure) => {
    const lines = await outputOf(measure);

    expect(lines).toMatchObject([
      { _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'Latency', Unit }] }] }, Latency: 4000 },
    ]);
  });

  test('go out once: the next call starts anew', async () => {
    await outputOf(() => meter.count('OrdersStored'));

    const lines = await outputOf(() => meter.count('DuplicateOrders'));

    expect(lines).toEqual([expect.not.objectContaining({ OrdersStored: expect.anything() })]);
  });

  test('leave no trace where there are none', async () => {
    const lines = await outputOf(() => {});

    expect(lines).toEqual([]);
  });
});
