import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createObservability } from '../../../../src/aws/observability.ts';
import { aContext, captureOutput, lambdaHandler, log, meter } from '../../../support/observability.ts';

afterEach(() => {
  jest.restoreAllMocks();
  log.setLogLevel('SILENT');
});

/** What the process writes while a handler of `act` is called; its lines are JSON. */
async function outputOf(act: () => void, context = aContext()): Promise<unknown[]> {
  const written = captureOutput();
  await Promise.allSettled([lambdaHandler(async () => act())('event', context)]);
  return written.map((line) => JSON.parse(line));
}

const aLine = {
  level: 'INFO',
  message: 'Order stored',
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
};

describe('a handler', () => {
  test('gives its function the event and the context, and answers what that answers', async () => {
    const context = aContext();
    const handler = lambdaHandler(async (event: string, { awsRequestId }) => [event, awsRequestId]);

    const answer = await handler('event', context);

    expect(answer).toEqual(['event', context.awsRequestId]);
  });

  test('fails as its function fails', async () => {
    const error = new Error('Refused');
    const handler = lambdaHandler(async () => {
      throw error;
    });

    const answer = handler('event', aContext());

    await expect(answer).rejects.toBe(error);
  });

  test('logs lines with its request and what tells them apart, and nothing else about itself', async () => {
    log.setLogLevel('INFO');
    const context = aContext();

    const lines = await outputOf(() => log.info('Order stored', { OrderId: 'ORD-1001' }), context);

    const request = { function_name: context.functionName, function_request_id: context.awsRequestId };
    expect(lines).toEqual([{ ...aLine, ...request, OrderId: 'ORD-1001' }]);
  });

  test('logs lines before its first request, too', () => {
    const { log: unused } = createObservability();
    unused.setLogLevel('INFO');
    const written = captureOutput();

    unused.info('Order stored');

    expect(written.map((line) => JSON.parse(line))).toEqual([aLine]);
  });
});

describe('metrics', () => {
  test.each([
    ['Count', () => meter.count('Name', 4000)],
    ['Milliseconds', () => meter.milliseconds('Name', 4000)],
    ['Seconds', () => meter.seconds('Name', 4000)],
    ['None', () => meter.amount('Name', 4000)],
  ])('go out in the embedded format once the function is done, with the unit %s', async (Unit, measure) => {
    const lines = await outputOf(measure);

    const CloudWatchMetrics = [{ Namespace: 'HighValueOrders', Metrics: [{ Name: 'Name', Unit }] }];
    expect(lines).toMatchObject([{ _aws: { CloudWatchMetrics }, Name: 4000 }]);
  });

  test('go out if the function fails, too, and count 1 unless told otherwise', async () => {
    const lines = await outputOf(() => {
      meter.count('InvalidOrders');
      throw new Error('Refused');
    });

    expect(lines).toMatchObject([{ InvalidOrders: 1 }]);
  });

  test('go out once: the next call starts at zero', async () => {
    await outputOf(() => meter.count('OrdersStored'));

    const lines = await outputOf(() => meter.count('DuplicateOrders'));

    expect(lines).toEqual([expect.not.objectContaining({ OrdersStored: expect.anything() })]);
  });

  test('write no line if there are none', async () => {
    const lines = await outputOf(() => {});

    expect(lines).toEqual([]);
  });
});
