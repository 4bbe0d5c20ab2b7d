import { createAcknowledgeAll } from '../../src/orders/acknowledge.ts';
import { createIngest } from '../../src/orders/ingest.ts';
import type { Message, OrdersTable, PublishFailure } from '../../src/orders/ports.ts';
import { createPublish } from '../../src/orders/publish.ts';
import {
  fakeHighValueOrderTopic,
  fakeOrdersTable,
  fakeOrderTopic,
  putIntoTableThatRemembers,
  recordingLog,
  recordingMeter,
} from './fakes.ts';

export const NOW = new Date('2025-06-01T10:00:00.000Z');

/**
 * Ingest at NOW, with its fakes. The table is empty at first, unless told otherwise. Announcements of the OrderIds in
 * `failing` fail.
 */
export function ingestWith({
  put = putIntoTableThatRemembers(),
  failing = [],
  threshold = 100,
}: {
  put?: OrdersTable['put'];
  failing?: readonly string[];
  threshold?: number;
} = {}) {
  const fakes = {
    ordersTable: fakeOrdersTable({ put }),
    highValueOrderTopic: fakeHighValueOrderTopic(failing),
    log: recordingLog(),
    meter: recordingMeter(),
  };
  const { ingest, ingestAll } = createIngest({ ...fakes, threshold, now: () => NOW });
  return { ...fakes, ingest, ingestAll, ingestMessages: positionsFailed(ingestAll) };
}

/** Consumer's use case at NOW, over a table that acknowledges in this way, with its fakes. */
export function acknowledgeWith(acknowledge: OrdersTable['acknowledge']) {
  const fakes = {
    ordersTable: fakeOrdersTable({ acknowledge }),
    log: recordingLog(),
    meter: recordingMeter(),
  };
  const acknowledgeAll = createAcknowledgeAll({ ...fakes, now: () => NOW });
  return { ...fakes, acknowledgeMessages: positionsFailed(acknowledgeAll) };
}

/** Producer's use case over a topic that fails to publish these, with its fakes. */
export function publishWith(failures: PublishFailure[] = []) {
  const fakes = { orderTopic: fakeOrderTopic(failures), log: recordingLog(), meter: recordingMeter() };
  return { ...fakes, publish: createPublish(fakes) };
}

/** Queue messages with these contents, received twice, and the ids `message-0` and so on. Reading an Error throws it. */
export const queueMessages = (...contents: unknown[]): Message[] =>
  contents.map((content, index) => ({
    id: `message-${index}`,
    receives: 2,
    read() {
      if (content instanceof Error) throw content;
      return content;
    },
  }));

/** Handles messages with these contents, and gives the positions of those that failed. */
function positionsFailed(handleAll: (messages: Message[]) => Promise<PromiseSettledResult<unknown>[]>) {
  return async (...contents: unknown[]): Promise<number[]> => {
    const results = await handleAll(queueMessages(...contents));
    return [...results.keys()].filter((position) => results[position]?.status === 'rejected');
  };
}
