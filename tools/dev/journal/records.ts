import type { InvocationTrigger } from '../../stack/observation.ts';
import type { Part } from './named-orders.ts';

type Common = {
  id: string;
  /** Milliseconds since 1970, with fractions. A record without an end is under way. */
  start: number;
  end?: number;
  parts: Part[];
  /** Everything that the record is listed under: OrderIds, and inputs without one. */
  keys: Set<string>;
  /** Approximately what it takes in memory. */
  bytes: number;
};

export type Invocation = Common & {
  kind: 'invocation';
  functionName: string;
  traceId: string;
  trigger: InvocationTrigger;
  event: string;
  payload?: string;
  failed?: boolean;
  log?: string;
};

export type Call = Common & {
  kind: 'call';
  caller: string;
  /** The request id of the invocation that made it. */
  invocationId: string | undefined;
  action: string;
  resource: string;
  attempt: number;
  request: string;
  status?: number;
  response?: string;
};

export type Message = Common & {
  kind: 'message';
  body: string;
  /** The call that sent it. */
  callId: string | undefined;
  /** The id of the new message, if it was redriven. */
  replacedBy?: string | undefined;
  /** The queues it was in, one after the other. */
  places: { queue: string; start: number; end?: number }[];
};

export type JournalRecord = Invocation | Call | Message;

const partsByKey = new WeakMap<JournalRecord, Map<string, Part[]>>();

/** The parts of a record about one order, or one input. An invocation can have a thousand orders. */
export function partsAbout(record: JournalRecord, key: string): Part[] {
  const { parts } = record;
  if (parts.length === 1) return parts[0]?.key === key ? parts : [];
  const known = partsByKey.get(record) ?? Map.groupBy(parts, (part) => part.key);
  partsByKey.set(record, known);
  return known.get(key) ?? [];
}

/** A record as scripts get it. */
export function toPublic({ parts, keys: _, bytes: __, ...record }: JournalRecord) {
  return { ...record, orderIds: [...new Set(parts.flatMap(({ orderId }) => orderId ?? []))] };
}
