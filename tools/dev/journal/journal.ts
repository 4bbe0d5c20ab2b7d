import type { StackEvent } from '../../stack/observation.ts';
import type { Entry, Story } from '../page/types.ts';
import { type Part, partOfMessage, partsOfCall, partsOfEvent } from './named-orders.ts';
import { type Call, type Invocation, type Message, toPublic } from './records.ts';
import { createJournalStore, type Subject } from './store.ts';
import { createStoredOrders } from './stored-orders.ts';
import { entryOf, spansOf } from './story.ts';

type Options = {
  /** A resource or function as the page names it. */
  shortName(physicalName: string): string;
  isDeadLetterQueue(shortName: string): boolean;
  /** Approximate, of all records. */
  maxBytes?: number;
};

type EventOf<Type> = Extract<StackEvent, { type: Type }>;
type MessageEvent = Extract<StackEvent, { queue: string }>;

/** `failing` is 1 if the last invocation that ended failed, or left messages in the queue. */
export type FunctionCounts = { running: number; done: number; failed: number; failing: number };
export type Journal = ReturnType<typeof createJournal>;

/** An order that goes through both queues takes about 10 KB. */
const DEFAULT_MAX_BYTES = 128 * 2 ** 20;
/** Calls from outside that start something. Polls and reads do not. */
const WRITES = /^(dynamodb:(Put|Update|Delete)Item|sns:Publish|sqs:SendMessage)$/;

/**
 * Records in memory what happens in the stack, and tells it order by order. If the records take more than `maxBytes`, the
 * oldest are dropped.
 */
export function createJournal({ shortName, isDeadLetterQueue, maxBytes = DEFAULT_MAX_BYTES }: Options) {
  const store = createJournalStore(maxBytes);
  const byTraceId = new Map<string, Invocation>();
  const stored = createStoredOrders();
  const functions = new Map<string, FunctionCounts>();
  /** What redriven messages are listed under, by the id of the new message. */
  const redriven = new Map<string, string>();

  function countsOf(functionName: string): FunctionCounts {
    const counts = functions.get(functionName) ?? { running: 0, done: 0, failed: 0, failing: 0 };
    functions.set(functionName, counts);
    return counts;
  }

  function startInvocation({ at: start, event, ...rest }: EventOf<'invocation started'>): Invocation {
    const { id, traceId, trigger } = rest;
    const functionName = shortName(rest.functionName);
    const parts = partsOfEvent(id, event).map((part) => ({ ...part, key: keyOf(part, part.messageId) }));
    const details = { id, functionName, traceId, trigger, event, start, parts };
    const record = store.add<Invocation>({ kind: 'invocation', ...details }, event);
    for (const { key, orderId, messageId } of parts) if (orderId ?? messageId) store.list(record, key);
    byTraceId.set(traceId, record);
    countsOf(functionName).running += 1;
    return record;
  }

  function endInvocation({ id, functionName, payload, failed, log, at }: EventOf<'invocation ended'>) {
    const counts = countsOf(shortName(functionName));
    counts.running -= 1;
    counts.failing = Number(failed || payload.includes('"itemIdentifier"'));
    counts[counts.failing ? 'failed' : 'done'] += 1;
    const record = store.find('invocation', id);
    if (record === undefined) return undefined;
    store.complete(record, { payload, failed, log, end: at });
    // An input without an OrderId is listed if it was refused or failed.
    if (failed && record.keys.size === 0) for (const { key } of record.parts) store.list(record, key);
    return record;
  }

  function startCall({ traceId = '', at: start, ...call }: EventOf<'call started'>): Call | undefined {
    const invocation = byTraceId.get(traceId);
    if (invocation === undefined && !WRITES.test(call.action)) return undefined;
    const { id, action, attempt, request } = call;
    const names = { caller: shortName(call.caller), resource: shortName(call.resource) };
    const parts = partsOfCall(action, request);
    const details = { id, ...names, invocationId: invocation?.id, action, attempt, request, start, parts };
    const record = store.add<Call>({ kind: 'call', ...details }, request);
    for (const { key } of parts) {
      store.list(record, key);
      if (invocation !== undefined) store.list(invocation, key);
    }
    return record;
  }

  function endCall({ id, status, response, at }: EventOf<'call ended'>): Call | undefined {
    const record = store.find('call', id);
    if (record === undefined) return undefined;
    store.complete(record, { status, response, end: at });
    stored.apply(record);
    return record;
  }

  function addMessage({ id, queue, body, callId, at: start }: MessageEvent): Message {
    const place = { queue: shortName(queue), start };
    const known = store.find('message', id);
    known?.places.push(place);
    if (known !== undefined) return known;
    const named = partOfMessage(id, body);
    const part = { ...named, key: keyOf(named, id) };
    const details = { id, body, callId, start, parts: [part], places: [place] };
    const record = store.add<Message>({ kind: 'message', ...details }, body);
    store.list(record, part.key);
    return record;
  }

  function removeMessage({ id, at, replacedBy }: MessageEvent) {
    const record = store.find('message', id);
    const place = record?.places.at(-1);
    if (record === undefined || place === undefined) return undefined;
    place.end = at;
    record.replacedBy = replacedBy;
    const [key] = record.keys;
    if (replacedBy !== undefined && key !== undefined) redriven.set(replacedBy, key);
    return record;
  }

  /** A redriven message goes on with the story of the dead letter, also without an OrderId. */
  const keyOf = ({ key }: Part, messageId = '') => redriven.get(messageId) ?? key;

  function take(event: StackEvent) {
    if (event.type === 'invocation started') return startInvocation(event);
    if (event.type === 'invocation ended') return endInvocation(event);
    if (event.type === 'call started') return startCall(event);
    if (event.type === 'call ended') return endCall(event);
    return event.type === 'message sent' ? addMessage(event) : removeMessage(event);
  }

  const spansOfSubject = ({ key, records }: Subject) => spansOf({ key, records, isDeadLetterQueue });

  function entryOfSubject(subject: Subject): Entry {
    const { key, records } = subject;
    subject.entry ??= entryOf(key, records, spansOfSubject(subject), stored.get(key));
    return subject.entry;
  }

  return {
    observe(event: StackEvent): void {
      const record = take(event);
      if (record === undefined) return;
      store.touch(record);
      for (const dropped of store.dropOldest())
        if (dropped.kind === 'invocation') byTraceId.delete(dropped.traceId);
    },

    /** Newest activity first. Each is computed when it is read; what was dropped until then is left out. */
    *entries(): Generator<Entry, void, undefined> {
      for (const subject of store.subjects())
        if (store.subject(subject.key) === subject) yield entryOfSubject(subject);
    },

    /** The entries that changed since the last time, or since `forgetChanged`. */
    takeChanged: (): Entry[] => store.takeChanged().map(entryOfSubject),
    forgetChanged(): void {
      store.takeChanged();
    },

    /** Undefined if nothing is known of it. */
    story(key: string): Omit<Story, 'item'> | undefined {
      const subject = store.subject(key);
      if (subject === undefined) return undefined;
      const { isIncomplete } = subject;
      return { ...entryOfSubject(subject), spans: spansOfSubject(subject), isIncomplete };
    },

    /** Every record, oldest first. */
    records: () => store.records().map(toPublic),
    functionCounts: (name: string): FunctionCounts => ({ ...countsOf(name) }),
    tableCounts: stored.counts,
    summary: store.summary,
  };
}
