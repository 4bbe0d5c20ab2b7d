/** Milliseconds since 1970, with fractions. */
type Time = number;

export type State = 'running' | 'stored' | 'pending' | 'notified' | 'refused' | 'failed' | 'dead letter';

/** One line of the list: an order, or an input without an OrderId. `at` is its last activity. */
export type Entry = {
  key: string;
  orderId?: string;
  state: State;
  amount?: number;
  at: Time;
  reason?: string;
  deliveries: number;
};

export type Outcome = 'ok' | 'refused' | 'failed' | 'running' | 'duplicate' | 'conflict' | 'repeat';

/** A bar of the waterfall. Children are inside or caused by the parent. */
export type Span = {
  id: string;
  parent?: string;
  kind: 'invocation' | 'call' | 'wait' | 'dead letter';
  /** Such as `ingest`, `dynamodb:PutItem`, `OrderQueue`, `HighValueDLQ`. */
  name: string;
  /** Of a call: such as `OrdersTable`, `HighValueOrderTopic`. */
  resource?: string;
  /** Of an invocation by a queue: the receive count. Of a call: the SDK's attempt. */
  attempt?: number;
  /** How many records the invocation had. */
  batch?: number;
  trigger?: 'invoke' | 'queue' | 'schedule';
  outcome: Outcome;
  start: Time;
  end?: Time;
  /** JSON text as sent. */
  input?: string;
  output?: string;
  /** The stack has the project's own lines: `parseOrder (src/orders/order.ts:110:9)`. */
  error?: { name: string; message: string; stack: string[] };
  /** Lines about this order. */
  log?: string[];
};

/** Spans are sorted by start. `isIncomplete` if the oldest records were dropped. */
export type Story = Entry & { item?: Record<string, unknown>; spans: Span[]; isIncomplete: boolean };

export type Node = {
  id: string;
  kind: 'function' | 'topic' | 'queue' | 'dead-letter queue' | 'table' | 'schedule';
};

export type Topology = {
  nodes: Node[];
  edges: { from: string; to: string }[];
  fixtures: { name: string; functionName: string; event: unknown }[];
  /** What `/_dev/send` sends to. */
  targets: string[];
  endpoint: string;
};

/**
 * By node id. Of a queue: waiting, inFlight; of a dead-letter queue: waiting; of a function: running, done, failed,
 * failing (1 if its last invocation failed) and paused (0 or 1); of a table: orders, pending.
 */
export type Counts = Record<string, Record<string, number>>;

/** Server-sent events of `GET /_dev/events`, at most five a second; the first ones have everything. */
export type Update = {
  counts: Counts;
  changed: Entry[];
  total: number;
  isTruncated: boolean;
  startedAt: Time;
};
