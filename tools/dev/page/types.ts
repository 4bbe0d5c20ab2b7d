/** Milliseconds since 1970, with fractions. */ type Time = number;
export type State = 'running' | 'stored' | 'pending' | 'notified' | 'refused' | 'failed' | 'dead letter';
/** One line of the list: an order, or an input without an OrderId. */
export type Entry = { key: string; orderId?: string; state: State; amount?: number; at: Time /* last activity */; reason?: string; deliveries: number };
export type Outcome = 'ok' | 'refused' | 'failed' | 'running' | 'duplicate' | 'conflict' | 'repeat';
/** A bar of the waterfall. Children are inside or caused by the parent. */
export type Span = {
  id: string; parent?: string;
  kind: 'invocation' | 'call' | 'wait' | 'dead letter';
  name: string;        // 'ingest', 'dynamodb:PutItem', 'OrderQueue', 'HighValueDLQ'
  resource?: string;   // of a call: OrdersTable, HighValueOrderTopic
  attempt?: number;    // of an invocation by a queue: the receive count; of a call: the SDK's attempt
  batch?: number;      // how many records the invocation had
  trigger?: 'invoke' | 'queue' | 'schedule';
  outcome: Outcome; start: Time; end?: Time;
  input?: string; output?: string;               // JSON text as sent
  error?: { name: string; message: string; stack: string[] };   // project's own lines: 'parseOrder (src/orders/order.ts:110:9)'
  log?: string[];      // lines of this order
};
export type Story = Entry & { item?: Record<string, unknown>; spans: Span[] /* by start */; isIncomplete: boolean /* oldest records were dropped */ };
export type Node = { id: string; kind: 'function' | 'topic' | 'queue' | 'dead-letter queue' | 'table' | 'schedule' };
export type Topology = { nodes: Node[]; edges: { from: string; to: string }[]; fixtures: { name: string; functionName: string; event: unknown }[]; endpoint: string };
export type Counts = Record<string /* node id */, Record<string, number>>;  // queue: waiting, inFlight; dlq: waiting; function: running, done, failed, paused(0/1); table: orders, pending
/** Server-sent events of GET /_dev/events, at most five a second; the first has everything. */
export type Update = { counts: Counts; changed: Entry[]; total: number; isTruncated: boolean; startedAt: Time };
