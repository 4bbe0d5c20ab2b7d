import { createServiceClient, type ServiceClient, until } from '../service/service-client.ts';
import type { RecordedCall } from '../stack/call-log.ts';
import { type Endpoint, startEmbeddedStack } from './processes.ts';
import type { WorkOrder } from './workload.ts';

/** The most orders of one invocation of producer. */
const LIST = 1_000;
const DRAIN_DEADLINE_MS = 20 * 60_000;

export type EmbeddedRun = Endpoint & {
  service: ServiceClient;
  /** Sends orders through the producer and waits until nothing is on its way. Gives the milliseconds it took. */
  send(orders: readonly WorkOrder[]): Promise<number>;
  /** Waits until both queues are empty. */
  drained(): Promise<void>;
  /** How often a function, or the poller in its name, has called AWS so far, by `function action`. */
  calls(): Promise<Map<string, number>>;
};

/** A new embedded stack, with an empty table. */
export async function startEmbeddedRun(packageDir?: string): Promise<EmbeddedRun> {
  const endpoint = await startEmbeddedStack(packageDir);
  const service = createServiceClient('local', endpoint.url);
  async function drained(): Promise<void> {
    // One after the other: what leaves OrderQueue may still be on its way to HighValueQueue.
    for (const queue of ['OrderQueueUrl', 'HighValueQueueUrl']) {
      await until(`an empty ${queue}`, async () => isEmpty(service, queue), DRAIN_DEADLINE_MS);
    }
  }

  return {
    ...endpoint,
    service,
    drained,
    async send(orders) {
      const since = performance.now();
      for (let start = 0; start < orders.length; start += LIST) {
        const { answer, error } = await service.invoke('producer', orders.slice(start, start + LIST));
        if (answer === undefined) throw new Error(`producer failed: ${error.errorMessage}`);
      }
      await drained();
      return performance.now() - since;
    },
    async calls() {
      const response = await fetch(`${endpoint.url}/_embedded/calls`);
      const calls = (await response.json()) as RecordedCall[];
      const counts = new Map<string, number>();
      for (const { caller, action, calls: count } of calls) {
        const key = `${caller.split('-').at(-1)} ${action}`;
        counts.set(key, (counts.get(key) ?? 0) + count);
      }
      return counts;
    },
  };
}

async function isEmpty(service: ServiceClient, queue: string): Promise<true | undefined> {
  const { waiting, inFlight } = await service.queueDepth(queue);
  return waiting + inFlight === 0 || undefined;
}
