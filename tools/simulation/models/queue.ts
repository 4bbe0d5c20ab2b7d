import { ServiceError } from './model-error.ts';

/** A message as a receive gives it. */
export type ReceivedMessage = { messageId: string; receiptHandle: string; body: string; receives: number };

export type QueueOptions = {
  now: () => number;
  visibilityMs: number;
  redrive?: { to: Queue; maxReceives: number };
  /** Gives the messages that are visible, oldest first, in the sequence in which they are received. */
  sequence?: <T extends { messageId: string }>(visible: T[]) => T[];
  /** Milliseconds after which a message that is received now is there once more, whatever becomes of it. */
  copyAfter?: (messageId: string, receives: number) => number | undefined;
  /**
   * Whether a delete is carried out that comes late: by an earlier receipt handle than the last, or after the
   * visibility timeout. The documentation leaves it open.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
   */
  deletesLate?: (receiptHandle: string) => boolean;
  /** Hears when a message will be visible, in milliseconds from now, and how often it was received until then. */
  onVisible?: (inMs: number, messageId: string, receives: number) => void;
  /** Hears of each message that comes here from another queue by redrive. */
  onRedriven?: (message: { messageId: string; body: string }) => void;
};

export type Queue = {
  send(body: string, messageId: string): void;
  /** The visible messages, at most so many. What was received too often goes to the dead-letter queue instead. */
  receive(max: number): ReceivedMessage[];
  /** Takes the receipt handle of a receive. One that is too late is no error. */
  delete(receiptHandle: string): void;
  /** Takes a message from the queue of which it was the dead letter. */
  redrive(message: { messageId: string; body: string }): void;
  /** All there is, visible or not. */
  messages(): { messageId: string; body: string }[];
};

type Entry = {
  messageId: string;
  body: string;
  visibleAt: number;
  receives: number;
  receiptHandle: string;
  isCopy?: boolean;
};

const SHORTEST_BODY = 1;

/** A standard queue of SQS: at least once, and in no sequence that one may count on. */
export function createQueue(options: QueueOptions): Queue {
  const {
    now,
    visibilityMs,
    redrive,
    sequence = (visible) => visible,
    copyAfter,
    deletesLate = () => false,
    onVisible,
    onRedriven,
  } = options;
  let entries: Entry[] = [];
  /** How many receipt handles there are for a message, and for its copy. */
  const handles = new Map<string, number>();
  /** Whose receive each receipt handle is of. */
  const received = new Map<string, Entry>();

  function add(entry: Omit<Entry, 'receiptHandle'>): void {
    entries.push({ ...entry, receiptHandle: '' });
    onVisible?.(entry.visibleAt - now(), entry.messageId, entry.receives);
  }

  function receiveOne(entry: Entry): ReceivedMessage {
    const { messageId, body } = entry;
    const copyIn = entry.isCopy ? undefined : copyAfter?.(messageId, entry.receives);
    if (copyIn !== undefined) {
      add({ messageId, body, receives: entry.receives, visibleAt: now() + copyIn, isCopy: true });
    }
    entry.receives++;
    entry.visibleAt = now() + visibilityMs;
    const name = entry.isCopy ? `the copy of ${messageId}` : messageId;
    const handle = (handles.get(name) ?? 0) + 1;
    handles.set(name, handle);
    entry.receiptHandle = `${name}/${handle}`;
    received.set(entry.receiptHandle, entry);
    onVisible?.(visibilityMs, messageId, entry.receives);
    return { messageId, body, receives: entry.receives, receiptHandle: entry.receiptHandle };
  }

  return {
    send(body, messageId) {
      if (body.length < SHORTEST_BODY)
        throw new ServiceError('InvalidParameterValue', 'A message must not be empty');
      add({ messageId, body, receives: 0, visibleAt: now() });
    },
    receive(max) {
      const spent = entries.filter(
        ({ visibleAt, receives }) =>
          visibleAt <= now() && redrive !== undefined && receives >= redrive.maxReceives,
      );
      if (spent.length > 0) entries = entries.filter((entry) => !spent.includes(entry));
      for (const entry of spent) redrive?.to.redrive(entry);
      const visible = entries.filter(({ visibleAt }) => visibleAt <= now());
      return sequence(visible).slice(0, max).map(receiveOne);
    },
    delete(receiptHandle) {
      const entry = received.get(receiptHandle);
      if (entry === undefined || !entries.includes(entry)) return;
      const isLate = entry.receiptHandle !== receiptHandle || entry.visibleAt <= now();
      if (!isLate || deletesLate(receiptHandle)) entries = entries.filter((other) => other !== entry);
    },
    redrive({ messageId, body }) {
      onRedriven?.({ messageId, body });
      add({ messageId, body, receives: 0, visibleAt: now() });
    },
    messages: () => entries.map(({ messageId, body }) => ({ messageId, body })),
  };
}
