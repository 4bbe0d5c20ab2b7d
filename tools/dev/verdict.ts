import { failedIn } from '../stack/batch-response.ts';
import type { Invocation } from './journal-records.ts';
import type { Part } from './named-orders.ts';
import type { Outcome, Span } from './page/types.ts';
import { ownFrames } from './stack-frames.ts';

/** What an invocation did with one order, or with one input. */
export type Verdict = {
  outcome: Outcome;
  error?: Span['error'];
  /** What it logged about it. */
  log: string[];
  /** Whether the message stays in its queue, to be received again. */
  isRetried: boolean;
};

type Entry = Record<string, unknown> & { error?: { name?: string; message?: string; stack?: string } };
type Line = { text: string; entry: Entry };

/** Errors that say that the input is at fault. */
const REFUSALS: Record<string, Outcome> = {
  InvalidOrderError: 'refused',
  MalformedMessageError: 'refused',
  InvalidAnnouncementError: 'refused',
  OrderConflictError: 'conflict',
};

/** What the functions log as `Outcome`. Everything else is ok. */
const OUTCOMES: Record<string, Outcome> = {
  refused: 'refused',
  failed: 'failed',
  duplicate: 'duplicate',
  republished: 'repeat',
  'not-republished': 'failed',
  'not-published': 'failed',
};

/** Lines of Lambda itself, which name no order. */
const SYSTEM_LINE = /^(START|END|REPORT) RequestId: /;

export function verdictOf(invocation: Invocation, key: string): Verdict {
  const { end, failed = false, payload = 'null' } = invocation;
  const part = invocation.parts.find((one) => one.key === key);
  const lines = linesAbout(invocation, key, part);
  const log = lines.map(({ text }) => text);
  if (end === undefined) return { outcome: 'running', log, isRetried: false };

  const answer = Object(parse(payload));
  const isRetried =
    part?.messageId !== undefined && (failed || failedIn(answer, idsOf(invocation)).includes(part.messageId));
  const decision = lines.findLast(({ entry }) => entry.Outcome !== undefined)?.entry;
  const error = failed ? errorOfAnswer(answer) : errorOfDecision(decision);
  const logged = OUTCOMES[String(decision?.Outcome)] ?? 'ok';
  const refused = /conflict/.test(String(decision?.message)) ? 'conflict' : 'refused';
  const outcome = logged === 'refused' ? refused : (REFUSALS[error?.name ?? ''] ?? logged);
  const mustHaveFailed = (failed || isRetried) && ['ok', 'duplicate', 'repeat'].includes(outcome);
  return { outcome: mustHaveFailed ? 'failed' : outcome, ...(error && { error }), log, isRetried };
}

const idsOf = ({ parts }: Invocation) => parts.flatMap(({ messageId }) => messageId ?? []);

/** Of an invocation with one input, everything except metrics is about that. */
function linesAbout(invocation: Invocation, key: string, part: Part | undefined): Line[] {
  const isOnly = part !== undefined && invocation.parts.length === 1;
  return linesOf(invocation).filter(({ entry: { OrderId, MessageId } }) => {
    if (OrderId === key || (MessageId !== undefined && MessageId === part?.messageId)) return true;
    return isOnly && OrderId === undefined;
  });
}

const parsed = new WeakMap<Invocation, Line[]>();

/** Parsed once: a batch has several orders. */
function linesOf(invocation: Invocation): Line[] {
  if (invocation.log === undefined) return [];
  const known = parsed.get(invocation);
  if (known !== undefined) return known;
  const lines = invocation.log
    .split('\n')
    .filter((text) => text.trim() !== '' && !SYSTEM_LINE.test(text))
    .map((text) => ({ text, entry: Object(parse(text)) as Entry }))
    .filter(({ entry }) => !('_aws' in entry));
  parsed.set(invocation, lines);
  return lines;
}

function errorOfAnswer({ errorType = 'Error', errorMessage = '', trace = [] }): Span['error'] {
  return toError(errorType, errorMessage, [trace].flat().join('\n'));
}

function errorOfDecision(decision: Entry | undefined): Span['error'] {
  const { error, Reason, message } = decision ?? {};
  if (error !== undefined) return toError(error.name ?? 'Error', error.message ?? '', error.stack ?? '');
  return Reason === undefined ? undefined : toError(String(message), String(Reason), '');
}

function toError(name: string, message: string, stack: string) {
  return { name, message, stack: ownFrames(stack).map((frame) => frame.replace(/^at /, '')) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
