/**
 * Drives one handler over batches of ten orders, in a process of its own: as many orders as the parent sends, and
 * answers what they took.
 */
import { createRequire } from 'node:module';
import {
  announcementBatch,
  consumerCalls,
  ingestCalls,
  inTens,
  orderBatch,
  type WorkOrder,
  workOrders,
} from './workload.ts';

const WORK = {
  ingest: { highValueShare: undefined, event: orderBatch },
  'ingest bare': { highValueShare: undefined, event: (orders: WorkOrder[]) => ingestCalls(orders, names) },
  consumer: { highValueShare: 1, event: announcementBatch },
  'consumer bare': { highValueShare: 1, event: (orders: WorkOrder[]) => consumerCalls(orders, names) },
} satisfies Record<string, { highValueShare: number | undefined; event: (orders: WorkOrder[]) => unknown }>;

export type Drive = {
  /** The bundle with the handler. */
  file: string;
  work: keyof typeof WORK;
  highValueShare: number;
};

/** What the parent asks for: orders to drive, and whether to collect all garbage after them. */
export type Turn = { orders: number; collectGarbage: boolean };

export type Driven = {
  orders: number;
  elapsedMs: number;
  /** User and system time of every thread: the compiler's and the garbage collector's too. */
  cpuMicroseconds: number;
  /** What is reachable at the end, where garbage was collected. */
  heapBytes: number;
  peakResidentBytes: number;
  /** What was written to the log. */
  logBytes: number;
  logLines: number;
};

/** Events that are made at a time. */
const AT_ONCE = 1_000;
const context = {
  functionName: 'bench',
  memoryLimitInMB: '512',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
  awsRequestId: '00000000-0000-0000-0000-000000000000',
};

const names = {
  ORDERS_TABLE_NAME: process.env.ORDERS_TABLE_NAME ?? '',
  ORDER_TOPIC_ARN: process.env.ORDER_TOPIC_ARN ?? '',
  HIGH_VALUE_ORDER_TOPIC_ARN: process.env.HIGH_VALUE_ORDER_TOPIC_ARN ?? '',
};

const drive: Drive = JSON.parse(process.argv[2] ?? '');
const { event, highValueShare = drive.highValueShare } = WORK[drive.work];
const { handler } = createRequire(import.meta.url)(drive.file);

/** Events are made outside of what is measured. */
async function run(orders: number): Promise<{ elapsedMs: number; cpuMicroseconds: number }> {
  const sum = { elapsedMs: 0, cpuMicroseconds: 0 };
  for (let done = 0; done < orders; done += AT_ONCE) {
    const events = inTens(workOrders(Math.min(AT_ONCE, orders - done), highValueShare)).map((orders) =>
      event(orders),
    );
    const since = performance.now();
    const cpuBefore = process.cpuUsage();
    for (const each of events) check(await handler(each, context));
    const cpu = process.cpuUsage(cpuBefore);
    sum.elapsedMs += performance.now() - since;
    sum.cpuMicroseconds += cpu.user + cpu.system;
  }
  return sum;
}

function check(answer: { batchItemFailures?: unknown[] }): void {
  const failed = answer.batchItemFailures?.length ?? 0;
  if (failed > 0) throw new Error(`${failed} records of a batch failed in ${drive.file}`);
}

const log = { bytes: 0, lines: 0 };
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array) => {
  log.bytes += text.length;
  log.lines += 1;
  return write(text);
};

process.on('message', async ({ orders, collectGarbage }: Turn) => {
  Object.assign(log, { bytes: 0, lines: 0 });
  const sum = await run(orders);
  if (collectGarbage) global.gc?.();
  const driven: Driven = {
    ...sum,
    orders,
    heapBytes: process.memoryUsage().heapUsed,
    peakResidentBytes: process.resourceUsage().maxRSS * 1024,
    logBytes: log.bytes,
    logLines: log.lines,
  };
  process.send?.(driven);
});
process.on('disconnect', () => process.exit());
