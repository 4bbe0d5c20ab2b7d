import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DevProcess, startDev } from '../service/dev-process.ts';
import { copyProject } from '../service/project.ts';
import { createServiceClient, until } from '../service/service-client.ts';
import { figure, type Measurement, type Progress } from './report.ts';
import { quantile } from './statistics.ts';

const RESTARTS = 5;
/** A rule that ingest and producer have in their bundles; ingest answers with its message. */
const FILE = 'src/orders/order.ts';
const MESSAGE = /'is required.*?'/;

/** Measures the time from saving a file until an invocation shows the change, on `npm run dev` and with a restart of it. */
export async function measureReload(saves: number, progress: Progress): Promise<Measurement> {
  const copy = copyProject();
  const file = join(copy.folder, FILE);
  const save = (message: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(MESSAGE, `'${message}'`));
  const reloads: number[] = [];
  const restarts: number[] = [];
  let dev = await startDev(copy.folder);
  try {
    const service = createServiceClient('local', dev.endpoint);
    await service.invoke('ingest', { OrderId: 'STAYS' });
    for (let index = 0; index < saves; index += 1) {
      if (index % 10 === 0) progress(index, saves);
      const since = performance.now();
      save(`is required ${index}`);
      await untilRefused(dev, `is required ${index}`);
      reloads.push(performance.now() - since);
    }
    if ((await service.order('STAYS')) === undefined) throw new Error('A reload lost an order.');

    for (let index = 0; index < RESTARTS; index += 1) {
      const since = performance.now();
      save(`is required after ${index}`);
      await dev.stop();
      dev = await startDev(copy.folder);
      await untilRefused(dev, `is required after ${index}`);
      restarts.push(performance.now() - since);
    }
  } finally {
    await dev.stop();
    copy.remove();
  }
  const p95 = quantile(reloads, 0.95);
  const row = (name: string, samples: number[]) => [
    name,
    ...[0.5, 0.95, 1].map((share) => figure(quantile(samples, share))),
  ];
  return {
    section: {
      title: 'Reload on save',
      notes: [
        `Milliseconds from saving a rule in ${FILE} until the first answer of ingest that shows it, on \`npm run dev\`: ` +
          `${saves} saves, and ${RESTARTS} restarts. After the saves the table still had its orders.`,
      ],
      tables: [
        {
          headings: ['', 'median', '95 %', 'slowest'],
          rows: [row('reload', reloads), row('restart', restarts)],
        },
      ],
    },
    budgeted: { 'reload on save, 95 % of saves, ms': p95 },
  };
}

/** Waits until ingest refuses an order without an OrderId with that message. */
async function untilRefused(dev: DevProcess, message: string): Promise<void> {
  const service = createServiceClient('local', dev.endpoint);
  await until(`an answer with "${message}"`, async () => {
    const { error } = await service.invoke('ingest', {});
    return error?.errorMessage.endsWith(`OrderId ${message}`) || undefined;
  });
}
