import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { QUEUE_NAMES } from '../../service/dead-letter-queues.ts';
import type { Operation } from '../../service/operator-command.ts';
import type { Item, ServiceClient } from '../../service/service-client.ts';
import { functionNameOf } from '../../service/stages.ts';
import { look } from '../dead-letters/letters.ts';
import { orderIdIn } from '../dead-letters/reason.ts';
import type { Facts, ReadQueue } from './facts.ts';
import { type Entry, findEntries, findLogGroups, lastRun } from './log-search.ts';

/** `since` is undefined unless it was given. */
export type Request = { orderId: string; invalid: string | undefined; since: number | undefined };

type Search = {
  orderId: string;
  since: number;
  /** From when on a run of sweep is searched for, if the order is pending. */
  sweepsSince: number;
  operation: Operation;
  item: Item | undefined;
};

const DAY_MS = 86_400_000;
/** Seconds for which messages of dead-letter queues are hidden, if the command is killed while it looks at them. */
const VISIBILITY_TIMEOUT = 30;
/** The functions that read a queue. */
const READERS = { ingest: 'OrderQueue', consumer: 'HighValueQueue' };
/** The most dead letters whose lines are searched for by MessageId. */
const MAX_MESSAGES = 20;

/** Collects what the service and its logs have about an order. Changes nothing. */
export async function collect(
  { orderId, invalid, since: given }: Request,
  operation: Operation,
  now: () => number,
): Promise<Facts> {
  const { service, signal, progress } = operation;
  const read = async () => (invalid === undefined ? service.order(orderId) : undefined);
  const before = await read();
  const since = given ?? defaultSince(before, now());
  const isWanted = ({ Body = '' }) => isAbout(orderId, Body);
  const graceSeconds = Number(await service.output('SweepGraceSeconds'));
  const intervalSeconds = 60 * Number(await service.output('SweepIntervalMinutes'));
  const sweepsSince = now() - 3000 * intervalSeconds;

  const [logs, looks, queues] = await Promise.all([
    searchLogs({ orderId, since, sweepsSince, operation, item: before }, now()),
    Promise.all(
      QUEUE_NAMES.map((queue) =>
        look(queue, { service, visibilityTimeout: VISIBILITY_TIMEOUT, signal, progress, isWanted }),
      ),
    ),
    readQueues(service),
  ]);
  const letters = looks.flatMap((found) => found.letters);
  const entries = [...logs.entries, ...(await logs.entriesOf(letters.map(({ id }) => id)))];
  // Last, so that it is not behind the lines.
  const item = await read();
  return {
    orderId,
    now: now(),
    invalid,
    item,
    entries: entries.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    logs,
    letters,
    unseen: looks.flatMap(({ queue, elsewhere }) => (elsewhere > 0 ? { queue, messages: elsewhere } : [])),
    queues,
    pace: { graceSeconds, intervalSeconds },
  };
}

/** A week, or from a day before the order came in. */
function defaultSince(item: Item | undefined, now: number): number {
  const receivedAt = Date.parse(String(item?.ReceivedAt));
  return Math.min(now - 7 * DAY_MS, Number.isNaN(receivedAt) ? now : receivedAt - DAY_MS);
}

/** Whether a message has the OrderId; one that has none that can be read, whether it contains the text. */
function isAbout(orderId: string, body: string): boolean {
  const own = orderIdIn(body);
  if (own !== undefined) return own === orderId;
  const text = orderId.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${text}(?![\\p{L}\\p{N}_-])`, 'u').test(body);
}

async function searchLogs({ orderId, since, sweepsSince, operation, item }: Search, now: number) {
  const { service, stage, signal, progress, endpoint } = operation;
  const search = { client: service.logs, signal, progress };
  const names = (await service.output('LogGroupNames')).split(',');
  const none = { since: undefined, missing: [], keptSince: undefined, others: [], sweptAt: undefined };
  const found = await findLogGroups(search, names, `/aws/lambda/${functionNameOf(stage, '')}`).catch(
    (error) => {
      if (endpoint === undefined || !isUnsupported(error)) throw error;
    },
  );
  if (found === undefined) return { ...none, entries: [], entriesOf: async () => [] };

  const { groups, missing } = found;
  const keptDays = Math.min(...groups.map((group) => group.keptDays ?? Number.POSITIVE_INFINITY));
  const lines = await findEntries(search, groups, orderId, since);
  const entries = lines.filter((entry) => entry.orderId === orderId);
  const sweep = groups.find(({ functionName }) => functionName === 'sweep');
  const isPending = item?.NotificationStatus !== undefined && item.NotifiedAt === undefined;
  return {
    since,
    missing,
    keptSince: Number.isFinite(keptDays) ? now - keptDays * DAY_MS : undefined,
    others: [
      ...new Set(lines.flatMap((line) => (line.orderId?.includes(orderId) ? line.orderId : []))),
    ].filter((other) => other !== orderId),
    sweptAt: isPending && sweep ? await lastRun(search, sweep, sweepsSince) : undefined,
    entries,
    /** The lines about messages that name no order. */
    async entriesOf(messageIds: string[]): Promise<Entry[]> {
      const unknown = messageIds.filter((id) => entries.every(({ messageId }) => messageId !== id));
      const about: Entry[] = [];
      // One after the other, as CloudWatch Logs takes few searches a second.
      for (const id of unknown.slice(0, MAX_MESSAGES)) {
        const found = await findEntries(search, groups, id, since);
        about.push(...found.filter(({ messageId }) => messageId === id));
      }
      return about;
    },
  };
}

function isUnsupported(error: Error & { $metadata?: { httpStatusCode?: number } }): boolean {
  return (
    /^(UnknownOperation|NotImplemented|InvalidAction)/.test(error.name) ||
    error.$metadata?.httpStatusCode === 501
  );
}

async function readQueues({ sqs, output }: ServiceClient): Promise<Record<string, ReadQueue>> {
  const queues = Object.entries(READERS).map(async ([functionName, name]) => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await output(`${name}Url`),
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'VisibilityTimeout',
          'RedrivePolicy',
        ],
      }),
    );
    const queue = {
      name,
      waiting: Number(Attributes.ApproximateNumberOfMessages),
      inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      visibilityMs: 1000 * Number(Attributes.VisibilityTimeout),
      maxReceives: Number(JSON.parse(Attributes.RedrivePolicy ?? '{}').maxReceiveCount),
    };
    return [functionName, queue] as const;
  });
  return Object.fromEntries(await Promise.all(queues));
}
