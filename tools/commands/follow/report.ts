import { printable, wrap } from '../../service/text.ts';
import { letterDocument } from '../dead-letters/report.ts';
import type { Facts } from './facts.ts';
import type { Entry } from './log-search.ts';
import { loggedSince, type State } from './summary.ts';
import { utc } from './times.ts';

/** What is told about an order. */
export type Story = {
  stage: string;
  facts: Facts;
  state: State;
  summary: string;
  notes: string[];
  next: string[];
  traces: Trace[];
};

export type Trace = {
  traceId: string;
  functionNames: string[];
  /** Not on emulators. */
  url?: string;
};

/** The most that is shown of a text: it may quote what the sender wrote. */
const MAX_LENGTH = 600;
const INDENT = '  ';
/** Where what a function decided begins, below the time and the function's name. */
const DETAIL = ' '.repeat(4);
const NAME_WIDTH = 20;

/** The story for a person, in lines of at most 80 columns, except links. */
export function linesOf({ stage, facts, summary, notes, next, traces }: Story): string[] {
  const { item, entries, logs } = facts;
  const since = logs.since === undefined ? '' : ` since ${utc(loggedSince(logs))}`;
  const traced = traces.some(({ url }) => url !== undefined) ? ' (X-Ray keeps a sample of them)' : '';
  return [
    wrap(`${text(facts.orderId)} on stage ${stage} ${summary}`),
    ...section('Stored', Object.entries(item ?? {}).map(fieldLine)),
    ...section(`Logged${since}`, entryLines(entries)),
    ...section(`Traces${traced}`, traces.flatMap(traceLines)),
    ...section('Note', paragraphs(notes.map(text))),
    ...section('Next', paragraphs(next)),
  ];
}

/** The story for a program. */
export function documentOf({ stage, facts, state, summary, notes, next, traces }: Story) {
  const { orderId, item, entries, letters, logs } = facts;
  return {
    OrderId: orderId,
    Stage: stage,
    State: state,
    Summary: `${orderId} ${summary}`,
    Next: next,
    Notes: notes,
    Item: item ?? null,
    Since: logs.since === undefined ? null : new Date(logs.since).toISOString(),
    Lines: entries.map(inPascalCase),
    DeadLetters: letters.map(letterDocument),
    Traces: traces.map(inPascalCase),
    OtherOrderIds: logs.others,
  };
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

function paragraphs(texts: string[]): string[] {
  return texts.flatMap((each, index) => [...(index === 0 ? [] : ['']), wrap(each, INDENT)]);
}

function fieldLine([name, value]: [string, unknown]): string {
  const [first = '', ...rest] = wrap(text(String(value)), '', 80 - NAME_WIDTH - INDENT.length).split('\n');
  const others = rest.map((line) => `${' '.repeat(INDENT.length + NAME_WIDTH)}${line}`);
  return [`${INDENT}${name.padEnd(NAME_WIDTH)}${first}`, ...others].join('\n');
}

/** A line for each decision, under the day; below it the reason. */
function entryLines(entries: Entry[]): string[] {
  const width = Math.max(...entries.map(({ functionName }) => functionName.length));
  return entries.flatMap((entry, index) => {
    const { at, functionName, reason } = entry;
    const [day = '', time = ''] = at.split(/[TZ]/);
    const isNewDay = !entries[index - 1]?.at.startsWith(day);
    const head = `${INDENT}${time}  ${functionName.padEnd(width)}  ${outcomeOf(entry)}`;
    return [
      ...(isNewDay ? [`${INDENT}${day} UTC`] : []),
      head,
      ...(reason === undefined ? [] : [wrap(text(reason), INDENT + DETAIL)]),
    ];
  });
}

function outcomeOf({ outcome, notification, message, receives }: Entry): string {
  const decision = [outcome ?? message, notification].filter((part) => part !== undefined).join(', ');
  return text(receives === undefined ? decision : `${decision}, receive ${receives}`);
}

function traceLines({ traceId, functionNames, url }: Trace): string[] {
  return [
    `${INDENT}${traceId}  ${functionNames.join(', ')}`,
    ...(url === undefined ? [] : [`${INDENT}${DETAIL}${url}`]),
  ];
}

function inPascalCase(value: object): object {
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, part]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, part]),
  );
}

const text = (value: string) => printable(value, MAX_LENGTH);
