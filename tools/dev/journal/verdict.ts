import { failedIn } from '../../stack/batch-response.ts';
import { parseJson } from '../json.ts';
import type { Outcome, Span } from '../page/types.ts';
import { ownFrames } from '../stack-frames.ts';
import type { Part } from './named-orders.ts';
import { type Invocation, partsAbout } from './records.ts';

/** What an invocation did with one order, or with one input. */
export type Verdict = {
  outcome: Outcome;
  error?: Span['error'];
  /** What it logged about it. */
  log: string[];
  /** The ids of the messages that stay in their queue, to be received again. */
  retried: string[];
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
  const messageIds = idsOf(partsAbout(invocation, key));
  const lines = linesAbout(invocation, key, messageIds);
  const log = lines.map(({ text }) => text);
  if (end === undefined) return { outcome: 'running', log, retried: [] };

  const answer = Object(parseJson(payload));
  const retried = failed ? messageIds : keptOf(messageIds, answer, invocation);
  const decisions = lines.map(({ entry }) => entry).filter(({ Outcome }) => Outcome !== undefined);
  // Of several messages about the same order, the first that was not just repeated.
  const decision = decisions.find((entry) => outcomeOf(entry) !== 'duplicate') ?? decisions[0];
  const error = failed ? errorOfAnswer(answer) : errorOfDecision(decision);
  const outcome = REFUSALS[error?.name ?? ''] ?? outcomeOf(decision);
  const isRefused = outcome === 'refused' || outcome === 'conflict';
  const hasFailed = (failed || retried.length > 0) && !isRefused;
  return { outcome: hasFailed ? 'failed' : outcome, ...(error && { error }), log, retried };
}

/** Those of the messages that the answer leaves in the queue. */
function keptOf(messageIds: string[], answer: unknown, { parts }: Invocation): string[] {
  if (messageIds.length === 0) return [];
  const kept = failedIn(answer, idsOf(parts));
  return messageIds.filter((id) => kept.includes(id));
}

const idsOf = (parts: Part[]) => parts.flatMap(({ messageId }) => messageId ?? []);

function outcomeOf({ Outcome, message }: Partial<Entry> = {}): Outcome {
  const outcome = OUTCOMES[String(Outcome)] ?? 'ok';
  return outcome === 'refused' && /conflict/.test(String(message)) ? 'conflict' : outcome;
}

/** Of an invocation with one input, everything is about that except metrics. */
function linesAbout(invocation: Invocation, key: string, messageIds: string[]): Line[] {
  const isOnly = invocation.parts.length === 1 && invocation.parts[0]?.key === key;
  return linesOf(invocation).filter(({ entry: { OrderId, MessageId } }) => {
    if (OrderId === key || messageIds.includes(String(MessageId))) return true;
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
    .map((text) => ({ text, entry: Object(parseJson(text)) as Entry }))
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
  return Reason === undefined ? undefined : toError(String(message).replace(/:.*/, ''), String(Reason), '');
}

function toError(name: string, message: string, stack: string) {
  return { name, message, stack: ownFrames(stack).map((frame) => frame.replace(/^at /, '')) };
}
