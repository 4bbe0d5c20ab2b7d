import { loadSettings } from '../../../src/aws/settings.ts';
import { UsageError } from '../../service/command-options.ts';
import type { Operation, OperatorCommand } from '../../service/operator-command.ts';
import { wrap } from '../../service/text.ts';
import { createDelivery } from './delivery.ts';
import { type Page, readPast } from './past.ts';
import { EXAMPLE, HELP, OPTIONS, type Request, readRequest } from './request.ts';
import { type Clock, createSender, type Send } from './send.ts';
import { type createQueueClient, findSubscriber, type Subscriber } from './subscriber.ts';
import { count, describeSubscriber, duration, number, sendCommand } from './wording.ts';

type Dependencies = Clock & { queueClient: typeof createQueueClient };

type Backfill = {
  request: Request;
  operation: Operation;
  subscriber: Subscriber;
  /** Reads what is to be sent, with at most so many orders on a page. */
  pages(limit: number): AsyncGenerator<Page, void, undefined>;
};

const COUNTED_PAGE = 1_000;
/** Small: a page that was not sent to its end is sent again. */
const SENT_PAGE = 100;
/** The cursor is printed when so many announcements were sent since the last time. */
const SENT_PER_CURSOR = 1_000;
const PROGRESS_MS = 1_000;

/** `npm run backfill`: sends past announcements to the queue of one subscriber. */
export function createBackfill({
  queueClient,
  ...clock
}: Dependencies): OperatorCommand<typeof OPTIONS, Request> {
  return { name: 'backfill', help: HELP, options: OPTIONS, example: EXAMPLE, read: readRequest, run };

  async function run(request: Request, operation: Operation) {
    const { service, endpoint, signal } = operation;
    const { queueUrl, rate } = request;
    const sqs = queueClient(queueUrl, endpoint);
    const subscriber = await findSubscriber(service, sqs, queueUrl);
    checkSubscription(subscriber, request);
    // The template sets this output and the setting of sweep to the same value.
    const environment = { HIGH_VALUE_THRESHOLD: await service.output('HighValueThreshold') };
    const { HIGH_VALUE_THRESHOLD: threshold } = loadSettings(environment, ['HIGH_VALUE_THRESHOLD']);
    const deliver = createDelivery(subscriber, threshold);
    const index = await service.notificationIndex();

    const pages = (limit: number) => readPast(index, deliver, request, limit);
    const backfill = {
      request,
      operation: { ...operation, progress: onceASecond(operation) },
      subscriber,
      pages,
    };
    return request.send
      ? sendPast(backfill, createSender({ ...clock, sqs, queueUrl, rate, signal }))
      : countPast(backfill);
  }

  /** Progress that is no more than a line a second where each change is one. */
  function onceASecond({ progress }: Operation): Operation['progress'] {
    let due = clock.now();
    return (line) => {
      if (clock.now() < due) return;
      due = clock.now() + PROGRESS_MS;
      progress(line);
    };
  }
}

function checkSubscription({ queueName, subscription }: Subscriber, { raw }: Request): void {
  if (raw && subscription !== undefined) {
    throw new UsageError(
      `${queueName} subscribes to HighValueOrderTopic: leave out --raw, its subscription says in which form it gets announcements.`,
    );
  }
  if (!raw && subscription === undefined) {
    throw new UsageError(
      `${queueName} does not subscribe to HighValueOrderTopic. Subscribe it first, so that it gets every announcement from now on, then run the same command again. To send raw messages to a queue without a subscription, add --raw.`,
    );
  }
}

/** The dry run. */
async function countPast({ request, operation, subscriber, pages }: Backfill) {
  const { command, signal, progress } = operation;
  const { from, to, rate, cursor } = request;
  let orders = 0;
  let announcements = 0;
  for await (const page of pages(COUNTED_PAGE)) {
    signal.throwIfAborted();
    orders += page.orders;
    announcements += page.messages.length;
    progress(`${count(orders, 'order')} counted, up to ${page.until ?? to}`);
  }

  const range = `with a Timestamp from ${from} and before ${to}${cursor === undefined ? '' : ', after the cursor'}`;
  const left = subscriber.subscription?.filterPolicy && `; ${number(announcements)} of them pass the filter`;
  const what = [
    describeSubscriber(subscriber),
    `${count(orders, 'high-value order')} ${range}${left ?? ''}.`,
    announcements === 0
      ? 'There is nothing to send.'
      : `To send ${count(announcements, 'announcement')} to ${subscriber.queueName} alone, at ${number(rate)} a second, in about ${duration(announcements / rate)}:`,
  ];
  const lines = [wrap(what.join('\n'))];
  if (announcements > 0) lines.push(`  ${sendCommand(command, request, cursor)}`);
  return { lines, document: { ...documentOf(request, subscriber), orders, announcements, sent: 0 } };
}

async function sendPast({ request, operation, subscriber, pages }: Backfill, send: Send) {
  const { command, signal, progress, print } = operation;
  let { cursor } = request;
  let orders = 0;
  let sent = 0;
  let sentBeforeCursor = 0;
  let sentWhenPrinted = 0;

  async function sendPages(): Promise<boolean> {
    for await (const page of pages(SENT_PAGE)) {
      const isSent = await send(page.messages, (some) => {
        sent += some;
        showProgress(page);
      });
      if (!isSent) return false;
      showProgress(page);
      orders += page.orders;
      if (page.cursor === undefined) return true;
      cursor = page.cursor;
      sentBeforeCursor = sent;
      if (signal.aborted) return false;
      if (sent - sentWhenPrinted < SENT_PER_CURSOR) continue;
      sentWhenPrinted = sent;
      print(`${count(sent, 'announcement')} sent. To continue from here later, add:\n  --cursor ${cursor}`);
    }
    return true;
  }
  function showProgress({ until = request.to }: Page): void {
    progress(`${count(sent, 'announcement')} sent, up to ${until}`);
  }
  const toContinue = () => {
    const again = sent - sentBeforeCursor;
    const note = again === 0 ? '' : ` (it sends the last ${number(again)} again)`;
    return [
      wrap(`${count(sent, 'announcement')} sent. To continue${note}:`),
      `  ${sendCommand(command, request, cursor)}`,
    ];
  };

  const isComplete = await sendPages().catch((error) => {
    print(toContinue().join('\n'));
    throw error;
  });
  const document = { ...documentOf(request, subscriber), orders, sent };
  return isComplete
    ? { lines: [wrap(`Done: ${count(sent, 'announcement')} sent to ${subscriber.queueName}.`)], document }
    : { lines: ['Interrupted.', ...toContinue()], document: { ...document, cursor } };
}

function documentOf({ queueUrl, from, to }: Request, { subscription }: Subscriber) {
  const { isRaw = true, filterPolicy, filterScope } = subscription ?? {};
  return {
    queueUrl,
    from,
    to,
    form: isRaw ? 'raw' : 'envelope',
    ...(filterPolicy !== undefined && { filterPolicy: JSON.parse(filterPolicy), filterScope }),
  };
}
