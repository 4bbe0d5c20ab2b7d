import { parseJson } from '../json.ts';
import type { Entry, Outcome, Span, State } from '../page/types.ts';
import type { Part } from './named-orders.ts';
import { type Call, type Invocation, type JournalRecord, type Message, partsAbout } from './records.ts';
import type { Stored } from './stored-orders.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** An invocation, what it got of the order, and what it did with it. */
type Run = { invocation: Invocation; parts: Part[]; verdict: Verdict };

type Subject = {
  key: string;
  records: Iterable<JournalRecord>;
  isDeadLetterQueue(name: string): boolean;
};

/**
 * What happened to one order, by start. A call that sends a message is the parent of everything that happens to that
 * message: the waits, the invocations that receive it, and its time as a dead letter.
 */
export function spansOf({ key, records, isDeadLetterQueue }: Subject): Span[] {
  const all = [...records];
  const messages = all.filter((record) => record.kind === 'message');
  const calls = all.filter((record) => record.kind === 'call');
  const runs = all
    .filter((record) => record.kind === 'invocation')
    .map((invocation) => ({
      invocation,
      parts: partsAbout(invocation, key),
      verdict: verdictOf(invocation, key),
    }))
    .sort((a, b) => a.invocation.start - b.invocation.start);

  /** The span that led to a message: a call, or the dead letter that was redriven. */
  function causeOf(messageId: string | undefined): string | undefined {
    const { callId } = messages.find(({ id }) => id === messageId) ?? {};
    if (calls.some(({ id }) => id === callId)) return callId;
    const replaced = messageId && messages.find(({ replacedBy }) => replacedBy === messageId);
    return replaced ? deadLetterId(replaced) : undefined;
  }

  const spans = [
    ...runs.map((run) => spanOfRun(run, causeOf(run.parts[0]?.messageId))),
    ...calls.map((call) =>
      spanOfCall(
        call,
        key,
        runs.find(({ invocation }) => invocation.id === call.invocationId),
      ),
    ),
    ...messages.flatMap((message) => {
      const deliveries = runs.filter(({ parts }) => parts.some(({ messageId }) => messageId === message.id));
      return spansOfMessage(message, deliveries, causeOf(message.id), isDeadLetterQueue);
    }),
  ];
  return spans.sort((a, b) => a.start - b.start);
}

/** The line of the list about an order. @param stored what the table has of it. */
export function entryOf(
  key: string,
  records: Iterable<JournalRecord>,
  spans: Span[],
  stored: Stored | undefined,
): Entry {
  const all = [...records];
  const parts = all.flatMap((record) => partsAbout(record, key));
  const orderId = parts.find((part) => part.orderId !== undefined)?.orderId;
  const amount = stored?.amount ?? parts.findLast((part) => part.amount !== undefined)?.amount;
  const last = spans.findLast(({ kind }) => kind === 'invocation');
  return {
    key,
    ...(orderId !== undefined && { orderId }),
    state: stateOf(spans, stored, last?.outcome),
    ...(amount !== undefined && { amount }),
    at: Math.max(...[...spans, ...all].map(({ start, end = start }) => end)),
    ...(last?.error && { reason: last.error.message }),
    deliveries: spans.filter(({ trigger, attempt }) => trigger === 'queue' && attempt !== undefined).length,
  };
}

function stateOf(spans: Span[], stored: Stored | undefined, last: Outcome | undefined): State {
  const underWay = spans.filter(({ end }) => end === undefined);
  if (underWay.some(({ kind }) => kind === 'dead letter')) return 'dead letter';
  if (underWay.length > 0) return 'running';
  if (stored !== undefined) return stored.state;
  return last === 'refused' || last === 'conflict' ? 'refused' : 'failed';
}

function spanOfRun({ invocation, parts: [part], verdict }: Run, parent: string | undefined): Span {
  const { id, functionName, trigger, start, end, event, payload, parts } = invocation;
  const { outcome, error, log } = verdict;
  const isBatch = trigger === 'queue' || parts.length > 1;
  return toSpan({
    ...{ id, parent, kind: 'invocation', name: functionName, trigger, outcome, start, end, error, log },
    attempt: part?.receives,
    batch: isBatch ? parts.length : undefined,
    input: part?.body ?? event,
    output: payload,
  });
}

function spanOfCall(call: Call, key: string, run: Run | undefined): Span {
  const { id, action, resource, attempt, start, response, request } = call;
  const isAbandoned = run?.invocation.end !== undefined;
  const status = call.status ?? (isAbandoned ? 500 : undefined);
  const error = status !== undefined && status >= 400 ? errorOf(response ?? '') : undefined;
  return toSpan({
    ...{ id, parent: run?.invocation.id, kind: 'call', name: action, resource, attempt, start, error },
    // A caller that was ended in the middle of a call ends the call.
    end: call.end ?? run?.invocation.end,
    outcome: outcomeOfCall(status, error?.name, response, run),
    input: partsAbout(call, key)[0]?.body ?? request,
    output: response,
  });
}

function outcomeOfCall(
  status: number | undefined,
  error: string | undefined,
  response: string | undefined,
  run: Run | undefined,
): Outcome {
  if (status === undefined) return 'running';
  if (error === undefined) return 'ok';
  if (error !== 'ConditionalCheckFailedException') return 'failed';
  if (run?.verdict.outcome === 'conflict') return 'conflict';
  // The response has the stored item. An update of an order that is not pending yet fails for another reason.
  return run?.invocation.functionName === 'consumer' && !response?.includes('"NotifiedAt"')
    ? 'failed'
    : 'duplicate';
}

/** The error of a response: JSON of DynamoDB and SQS, XML of SNS. */
function errorOf(response: string) {
  const xml = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(response)?.[1];
  const { __type = xml('Code') ?? 'Error', message = xml('Message') ?? response } = Object(
    parseJson(response),
  );
  return { name: String(__type).replace(/^.*#/, ''), message: String(message), stack: [] };
}

function spansOfMessage(
  message: Message,
  deliveries: Run[],
  parent: string | undefined,
  isDeadLetterQueue: Subject['isDeadLetterQueue'],
): Span[] {
  const { id, body: input, places } = message;
  return places.flatMap(({ queue: name, start, end }) => {
    const common = { parent, name, input };
    if (isDeadLetterQueue(name)) {
      const kind = 'dead letter';
      return [
        toSpan({ ...common, id: deadLetterId(message), kind, outcome: outcomeOfWait(end), start, end }),
      ];
    }
    return waitsOf(id, deliveries, start, end).map((wait, index) =>
      toSpan({
        ...common,
        ...wait,
        id: `${id}/wait ${index + 1}`,
        kind: 'wait',
        outcome: outcomeOfWait(wait.end),
      }),
    );
  });
}

/** When a message waited: before each receive, and after the last one if that left it in the queue. */
function waitsOf(id: string, deliveries: Run[], start: number, end: number | undefined) {
  const waits: { start: number; end: number | undefined }[] = [];
  let from: number | undefined = start;
  let isWaiting = true;
  for (const { invocation, verdict } of deliveries) {
    // A message can become visible again, and be received, before its invocation has ended.
    if (from !== undefined && from <= invocation.start) waits.push({ start: from, end: invocation.start });
    from = invocation.end;
    isWaiting = verdict.retried.includes(id);
  }
  if (isWaiting && from !== undefined) waits.push({ start: from, end });
  return waits;
}

const deadLetterId = ({ id }: Message) => `${id}/dead letter`;
const outcomeOfWait = (end: number | undefined): Outcome => (end === undefined ? 'running' : 'ok');

/** Leaves out what is undefined. */
function toSpan(parts: { [Name in keyof Span]: Span[Name] | undefined }): Span {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Span;
}
