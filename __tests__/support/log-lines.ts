import { jest } from '@jest/globals';
import { createConsumer } from '../../src/functions/consumer.ts';
import { createIngest } from '../../src/functions/ingest.ts';
import { lambdaHandler, logger } from '../../src/platform/observability.ts';
import { unknown } from './consumer.ts';
import { fakeHighValueOrderTopic, fakeOrdersTable, putIntoEmptyTable, recordingMeter } from './fakes.ts';
import { aContext } from './lambda.ts';
import { anAnnouncement, anOrder } from './orders.ts';
import { captureOutput } from './output.ts';
import { sqsEvent, sqsRecord } from './sqs.ts';

/** The lines that the functions log of an order that is stored, one that is refused, and one they fail at. */
export async function logLines(): Promise<Record<string, unknown>[]> {
  const parts = { log: logger, meter: recordingMeter(), now: () => new Date() };
  const ordersTable = fakeOrdersTable({ put: putIntoEmptyTable, acknowledge: unknown });
  const highValueOrderTopic = fakeHighValueOrderTopic();
  const ingest = createIngest({ ...parts, ordersTable, highValueOrderTopic, threshold: 100 });
  const consumer = createConsumer({ ...parts, ordersTable });
  const written = captureOutput();
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  logger.setLogLevel('INFO');

  try {
    await lambdaHandler(ingest)(anOrder({ Amount: 250 }), aContext());
    await lambdaHandler(ingest)(sqsEvent(sqsRecord({ ...anOrder(), Amount: -1 })), aContext());
    await lambdaHandler(consumer)(sqsEvent(sqsRecord(anAnnouncement())), aContext());
  } finally {
    logger.setLogLevel('SILENT');
    delete process.env._X_AMZN_TRACE_ID;
    jest.restoreAllMocks();
  }
  return written.map((line) => JSON.parse(line));
}
