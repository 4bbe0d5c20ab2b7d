import { ServiceError } from './errors.ts';

type Message = { messageId: string; body: string };
/** A message as a receive gives it. */
export type ReceivedMessage = Message & { receiptHandle: string; receives: number };

export type QueueOptions = {
  now: () => number;
  visibilityTimeoutMs: number;
  redrive?: { maxReceiveCount: number; toDeadLetterQueue(message: Message): void };
  /** Gives the visible messages, oldest first, in the order in which they are received. */
  reorder?: <T extends { messageId: string }>(visible: T[]) => T[];
  /** Milliseconds after which a duplicate of a message that is received now appears, even if the message is deleted. */
  duplicateAfter?: (messageId: string, receives: number) => number | undefined;
  /**
   * Whether a late delete is applied: one by an earlier receipt handle than the last, or after the visibility timeout.
   * The documentation leaves it open.
   *
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
   */
  appliesLateDelete?: (receiptHandle: string) => boolean;
  /** Called with the milliseconds until a message is visible, and the number of its receives so far. */
  onVisible?: (inMs: number, messageId: string, receives: number) => void;
};

export type Queue = ReturnType<typeof createQueue>;

type Entry = ReceivedMessage & { visibleAt: number; isDuplicate: boolean };

/** A standard queue of SQS: at-least-once delivery, in any order. */
export function createQueue(options: QueueOptions) {
  const { now, visibilityTimeoutMs, redrive, duplicateAfter, onVisible } = options;
  const { reorder = (visible) => visible, appliesLateDelete = () => false } = options;
  let entries: Entry[] = [];
  /** How many receipt handles there are of a message, and of its duplicate. */
  const handles = new Map<string, number>();
  const entryOfHandle = new Map<string, Entry>();

  function add({ messageId, body }: Message, inMs = 0, receives = 0, isDuplicate = false): void {
    const visibleAt = now() + inMs;
    entries.push({ messageId, body, receives, visibleAt, isDuplicate, receiptHandle: '' });
    onVisible?.(inMs, messageId, receives);
  }

  function receiveOne(entry: Entry): ReceivedMessage {
    const { messageId, body } = entry;
    const duplicateIn = entry.isDuplicate ? undefined : duplicateAfter?.(messageId, entry.receives);
    if (duplicateIn !== undefined) add(entry, duplicateIn, entry.receives, true);
    entry.receives++;
    entry.visibleAt = now() + visibilityTimeoutMs;
    const name = entry.isDuplicate ? `duplicate of ${messageId}` : messageId;
    const handle = (handles.get(name) ?? 0) + 1;
    handles.set(name, handle);
    entry.receiptHandle = `${name}/${handle}`;
    entryOfHandle.set(entry.receiptHandle, entry);
    onVisible?.(visibilityTimeoutMs, messageId, entry.receives);
    return { messageId, body, receives: entry.receives, receiptHandle: entry.receiptHandle };
  }

  return {
    send(body: string, messageId: string): void {
      if (body === '') throw new ServiceError('InvalidParameterValue', 'A message must not be empty');
      add({ messageId, body });
    },
    /** Gives visible messages, at most `max`. What was received too often goes to the dead-letter queue instead. */
    receive(max: number): ReceivedMessage[] {
      const visible = entries.filter(({ visibleAt }) => visibleAt <= now());
      const { dead = [], live = [] } = Object.groupBy(visible, ({ receives }) =>
        redrive !== undefined && receives >= redrive.maxReceiveCount ? 'dead' : 'live',
      );
      entries = entries.filter((entry) => !dead.includes(entry));
      for (const { messageId, body } of dead) redrive?.toDeadLetterQueue({ messageId, body });
      return reorder(live).slice(0, max).map(receiveOne);
    },
    /** A receipt handle that is too late is no error. */
    delete(receiptHandle: string): void {
      const entry = entryOfHandle.get(receiptHandle);
      if (entry === undefined || !entries.includes(entry)) return;
      const isLate = entry.receiptHandle !== receiptHandle || entry.visibleAt <= now();
      if (!isLate || appliesLateDelete(receiptHandle)) entries = entries.filter((other) => other !== entry);
    },
    /** All messages, visible or not. */
    messages: () => entries.map(({ messageId, body }) => ({ messageId, body })),
  };
}
