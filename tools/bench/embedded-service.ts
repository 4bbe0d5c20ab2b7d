import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PROJECT } from '../service/project.ts';
import { createServiceClient, untilEmpty } from '../service/service-client.ts';
import type { RecordedCall } from '../stack/call-log.ts';
import { PACKAGE } from './bundles.ts';
import { nextMessage, stopProcess } from './function-process.ts';
import type { BenchOrder } from './workload.ts';

/** The most orders of one invocation of producer. */
const LIST = 1_000;
const DRAIN_DEADLINE_MS = 20 * 60_000;

export type EmbeddedService = Awaited<ReturnType<typeof connect>>;

/** Runs `use` with the service on a fresh embedded stack, in a process of its own. */
export async function withEmbeddedService<T>(
  use: (embedded: EmbeddedService) => Promise<T>,
  packageDir = PACKAGE,
): Promise<T> {
  const stack = fork(join(PROJECT, 'tools/dev/serve.ts'), [packageDir]);
  try {
    return await use(await connect(String(await nextMessage(stack))));
  } finally {
    await stopProcess(stack);
  }
}

/** The service on a stack that runs already. */
export async function connect(endpoint: string) {
  const service = createServiceClient('local', endpoint);
  // What leaves OrderQueue may still be on its way to HighValueQueue.
  const drained = () => untilEmpty(service, ['OrderQueueUrl', 'HighValueQueueUrl'], DRAIN_DEADLINE_MS);

  return {
    service,
    /** Waits until both queues are empty. */
    drained,
    /** The settings that name the service's resources. */
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      ORDERS_TABLE_NAME: await service.output('OrdersTableName'),
      ORDER_TOPIC_ARN: await service.output('OrderTopicArn'),
      HIGH_VALUE_ORDER_TOPIC_ARN: await service.output('HighValueOrderTopicArn'),
    },
    /** Sends orders through producer and waits until both queues are empty. Gives the milliseconds it took. */
    async send(orders: readonly BenchOrder[]): Promise<number> {
      const since = performance.now();
      for (let start = 0; start < orders.length; start += LIST) {
        const { answer, error } = await service.invoke('producer', orders.slice(start, start + LIST));
        if (answer === undefined) throw new Error(`producer failed: ${error.errorMessage}`);
      }
      await drained();
      return performance.now() - since;
    },
    /** How often each function, or the poller of its queue, has called AWS so far, by `function action`. */
    async calls(): Promise<Map<string, number>> {
      const response = await fetch(`${endpoint}/_embedded/calls`);
      const counts = new Map<string, number>();
      for (const { caller, action, calls } of (await response.json()) as RecordedCall[]) {
        const key = `${caller.split('-').at(-1)} ${action}`;
        counts.set(key, (counts.get(key) ?? 0) + calls);
      }
      return counts;
    },
  };
}
