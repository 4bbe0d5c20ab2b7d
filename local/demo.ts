import { isDeepStrictEqual, styleText } from 'node:util';
import type { Fixture } from './fixtures.ts';
import { type Item, type Outcome, type ServiceClient, until } from './service-client.ts';

type Style = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

/** How wide the lines may be: as the terminal is, 100 at most. */
const WIDTH = Math.min(100, process.stdout.columns ?? 100);
const MARGIN = 28;

/**
 * Sends every fixture through the service and prints what became of it, then the table and the queues.
 *
 * @returns how many fixtures did not go as they say.
 */
export async function demonstrate(
  service: ServiceClient,
  fixtures: Fixture[],
  interrupted: AbortSignal,
): Promise<number> {
  let unexpected = 0;
  for (const fixture of fixtures) {
    interrupted.throwIfAborted();
    print(fixture.name, oneLine(fixture.order), 'dim');
    const startedAt = performance.now();
    const outcome = await service.invoke('ingest', fixture.order);
    if (outcome.answer?.Notification === 'published')
      await acknowledged(service, String(outcome.answer.OrderId));
    const milliseconds = Math.round(performance.now() - startedAt);

    const refused = outcome.error !== undefined;
    print('', `${describe(outcome)} (${milliseconds} ms)`, refused ? 'yellow' : 'green');
    if (!isDeepStrictEqual(outcome, fixture.expected)) {
      unexpected += 1;
      print('', `but was expected: ${describe(fixture.expected)}`, 'red');
    }
    console.log();
  }
  await printTable(service);
  await printQueues(service);
  return unexpected;
}

async function acknowledged(service: ServiceClient, orderId: string): Promise<void> {
  await until(
    `the consumer to acknowledge ${orderId}`,
    async () => (await service.order(orderId))?.NotifiedAt,
  );
}

function describe({ answer, error }: Outcome): string {
  if (error !== undefined) return `refused. ${error.errorType}: ${error.errorMessage}`;
  if (answer.Notification === 'published') return `${answer.Outcome}, announced, acknowledged`;
  if (answer.Notification === 'already-notified')
    return `${answer.Outcome}, announced and acknowledged before`;
  return `${answer.Outcome}, not announced`;
}

async function printTable(service: ServiceClient): Promise<void> {
  const items = await service.orders();
  console.log(styleText('bold', `OrdersTable: ${items.length} orders`));
  const columns = ['OrderId', 'Amount', 'NotificationStatus', 'NotifiedAt'];
  printColumns([
    columns,
    ...items.toSorted(byOrderId).map((item) => columns.map((name) => cell(item, name))),
  ]);
}

async function printQueues(service: ServiceClient): Promise<void> {
  console.log(styleText('bold', 'Queues'));
  const rows = (await service.queues()).map(async (name) => {
    const { waiting, inFlight } = await service.queueDepth(name);
    return [name.replace(/Url$/, ''), `${waiting} waiting`, `${inFlight} in flight`];
  });
  printColumns(await Promise.all(rows));
}

function byOrderId(a: Item, b: Item): number {
  return String(a.OrderId).localeCompare(String(b.OrderId));
}

function cell(item: Item, name: string): string {
  return String(item[name] ?? '-');
}

function printColumns(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    console.log(`  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd());
  }
  console.log();
}

function oneLine(order: object): string {
  return `{ ${JSON.stringify(order).slice(1, -1).replaceAll('":', '": ').replaceAll(',"', ', "')} }`;
}

/** Prints a text beside a label, wrapped, in its own column. */
function print(label: string, text: string, style: Style): void {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && MARGIN + line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  lines.forEach((line, index) => {
    console.log(`${(index === 0 ? label : '').padEnd(MARGIN)}${styleText(style, line)}`);
  });
}
