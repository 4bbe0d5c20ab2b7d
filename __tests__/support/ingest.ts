import { handleBatchOrOne } from '../../src/aws/sqs-batch.ts';
import { createIngest } from '../../src/orders/ingest.ts';
import type { OrdersTable, PutResult } from '../../src/orders/ports.ts';
import {
  fakeHighValueOrderTopic,
  fakeOrdersTable,
  fakeTopicForLists,
  putIntoEmptyTable,
  putIntoTableThatRemembers,
  recordingLog,
  recordingMeter,
} from './fakes.ts';
import { sqsEvent, sqsRecord } from './sqs.ts';

export const NOW = new Date('2025-06-01T10:00:00.000Z');

/** An ingest with a threshold of 100, and everything it works with. The table is empty unless told otherwise. */
export function ingestWith({
  put = putIntoEmptyTable,
  publishFailure,
  threshold = 100,
}: {
  put?: typeof putIntoEmptyTable;
  publishFailure?: Error;
  threshold?: number;
} = {}) {
  const ordersTable = fakeOrdersTable({ put });
  const highValueOrderTopic = fakeHighValueOrderTopic(publishFailure);
  const log = recordingLog();
  const meter = recordingMeter();
  const now = () => NOW;
  const { ingest } = createIngest({ ordersTable, highValueOrderTopic, threshold, log, meter, now });
  return { ingest, ordersTable, highValueOrderTopic, log, meter };
}

/**
 * An ingest for batches with a threshold of 100, and everything it works with. The table is empty at first and
 * remembers, unless told otherwise. Announcements of the OrderIds in `failing` fail.
 */
export function batchIngestWith({
  put = putIntoTableThatRemembers(),
  failing = [],
}: {
  put?: OrdersTable['put'];
  failing?: readonly string[];
} = {}) {
  const ordersTable = fakeOrdersTable({ put });
  const highValueOrderTopic = fakeTopicForLists(failing);
  const log = recordingLog();
  const meter = recordingMeter();
  const now = () => NOW;
  const { ingest: one, ingestAll } = createIngest({
    ordersTable,
    highValueOrderTopic,
    threshold: 100,
    log,
    meter,
    now,
  });
  const ingest = handleBatchOrOne(ingestAll, one);
  const ingestBodies = (...bodies: unknown[]) => ingest(sqsEvent(...bodies.map(sqsRecord)));
  return { ingest, ingestBodies, ordersTable, highValueOrderTopic, log, meter };
}

/** A table in which a put always ends in `result`. */
export const putAnswers = (result: PutResult) => async () => result;

/** A table in which every put fails with `error`. */
export const putFails = (error: Error) => async () => {
  throw error;
};
