import { jest } from '@jest/globals';
import { handleBatch } from '../../src/aws/sqs-batch.ts';
import { createAcknowledgeAll } from '../../src/orders/acknowledge.ts';
import { createIngest } from '../../src/orders/ingest.ts';
import { UnknownOrderError } from '../../src/orders/ports.ts';
import {
  fakeHighValueOrderTopic,
  fakeOrdersTable,
  putIntoTableThatRemembers,
  recordingMeter,
} from './fakes.ts';
import { aContext, captureOutput, lambdaHandler, log } from './observability.ts';
import { anAnnouncement, anOrder } from './orders.ts';
import { sqsEvent, sqsRecord } from './sqs.ts';

/** The lines that the functions log for an order that is stored, one that is refused, and one that fails. */
export async function logLines(): Promise<Record<string, unknown>[]> {
  const parts = { log, meter: recordingMeter(), now: () => new Date() };
  const ordersTable = fakeOrdersTable({
    put: putIntoTableThatRemembers(),
    acknowledge: async ({ OrderId, Timestamp }) => {
      throw new UnknownOrderError(OrderId, Timestamp);
    },
  });
  const highValueOrderTopic = fakeHighValueOrderTopic();
  const { ingest, ingestAll } = createIngest({ ...parts, ordersTable, highValueOrderTopic, threshold: 100 });
  const acknowledgeAll = createAcknowledgeAll({ ...parts, ordersTable });
  const written = captureOutput();
  process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1';
  log.setLogLevel('INFO');

  try {
    await lambdaHandler(ingest)(anOrder({ Amount: 250 }), aContext());
    const refused = sqsEvent(sqsRecord({ ...anOrder(), Amount: -1 }));
    await lambdaHandler(() => handleBatch(refused, ingestAll))({}, aContext());
    const unknownOrder = sqsEvent(sqsRecord(anAnnouncement()));
    await lambdaHandler(() => handleBatch(unknownOrder, acknowledgeAll))({}, aContext());
  } finally {
    log.setLogLevel('SILENT');
    delete process.env._X_AMZN_TRACE_ID;
    jest.restoreAllMocks();
  }
  return written.map((line) => JSON.parse(line));
}
