import { isDeepStrictEqual, styleText } from 'node:util';
import { type Item, type Outcome, type ServiceClient, settled } from '../../service/service-client.ts';
import { wrap } from '../../service/text.ts';
import { type Fixture, orderIdsOf } from './fixtures.ts';

type Style = 'green' | 'yellow' | 'red' | 'dim' | 'bold';

/** The width of the terminal, 100 at most. */
const WIDTH = Math.min(100, process.stdout.columns ?? 100);
const MARGIN = 28;

/**
 * Sends every fixture through the service and prints what became of it. Then sweep repeats a lost announcement, and the
 * table and the queues are printed.
 *
 * @returns the number of fixtures with an unexpected answer.
 */
export async function demonstrate(
  service: ServiceClient,
  fixtures: Fixture[],
  interrupted: AbortSignal,
): Promise<number> {
  let unexpected = 0;
  for (const fixture of fixtures) {
    interrupted.throwIfAborted();
    print(fixture.name, oneLine(fixture.event), 'dim');
    const { text, outcome, milliseconds } = await send(service, fixture);

    print('', `${text} (${milliseconds} ms)`, outcome.error === undefined ? 'green' : 'yellow');
    if (!isDeepStrictEqual(outcome, fixture.expected)) {
      unexpected += 1;
      print('', `answered ${JSON.stringify(outcome)}, not ${JSON.stringify(fixture.expected)}`, 'red');
    }
    console.log();
  }
  await loseAnAnnouncement(service);
  await printTable(service);
  await printQueues(service);
  return unexpected;
}

async function send(service: ServiceClient, fixture: Fixture) {
  const startedAt = performance.now();
  const outcome = await service.invoke(fixture.functionName, fixture.event);
  const text = await follow(service, fixture, outcome);
  return { text, outcome, milliseconds: Math.round(performance.now() - startedAt) };
}

/** Waits until the orders of a fixture are settled, and says what happened to them. */
async function follow(service: ServiceClient, fixture: Fixture, { answer, error }: Outcome): Promise<string> {
  if (error !== undefined) return `refused. ${error.errorType}: ${error.errorMessage}`;
  if (fixture.functionName === 'ingest') {
    if (answer.Notification === 'not-needed') return `${answer.Outcome}, not announced`;
    if (answer.Notification === 'already-notified')
      return `${answer.Outcome}, announced and acknowledged before`;
    await settled(service, String(answer.OrderId));
    return `${answer.Outcome}, announced, acknowledged`;
  }
  const items = await Promise.all(orderIdsOf(fixture).map((orderId) => settled(service, orderId)));
  const announced = items.filter((item) => item.NotifiedAt !== undefined).map((item) => item.OrderId);
  const which =
    announced.length === 0 ? 'not announced' : `announced and acknowledged: ${announced.join(', ')}`;
  return `published to OrderTopic, taken in from OrderQueue; ${items.length} stored, ${which}`;
}

/** Shows what sweep is for: ingest stored an order, but ended before it announced it. */
async function loseAnAnnouncement(service: ServiceClient): Promise<void> {
  const minuteAgo = new Date(Date.now() - 60_000).toISOString();
  const order = { OrderId: 'ORD-3001', Amount: 700, Timestamp: minuteAgo, ReceivedAt: minuteAgo };
  await service.put({ ...order, NotificationStatus: 'PENDING#0' });
  print('a lost announcement', `${order.OrderId} is stored, but ingest ended before it announced it`, 'dim');

  const startedAt = performance.now();
  await service.invoke('sweep', {});
  await settled(service, order.OrderId);
  const milliseconds = Math.round(performance.now() - startedAt);
  print('', `sweep announced it again, acknowledged (${milliseconds} ms)`, 'green');
  console.log();
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

function oneLine(event: object): string {
  return JSON.stringify(event).replaceAll('":', '": ').replaceAll(',"', ', "').replaceAll('},{', '}, {');
}

/** Prints a label and, in a column beside it, wrapped text. */
function print(label: string, text: string, style: Style): void {
  const lines = wrap(text, '', WIDTH - MARGIN).split('\n');
  lines.forEach((line, index) => {
    console.log(`${(index === 0 ? label : '').padEnd(MARGIN)}${styleText(style, line)}`);
  });
}
