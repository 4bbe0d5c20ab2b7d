import { stripVTControlCharacters, styleText } from 'node:util';
import { wrap } from '../service/text.ts';
import { parseJson } from './json.ts';
import { ownFrames } from './stack-frames.ts';

type Entry = Record<string, unknown> & { level: string; message: string };
type LoggedError = { name?: string; message?: string; stack?: string };
type Options = {
  print(line: string): void;
  /** The width of the terminal. */
  columns(): number;
  /** The functions' names begin with it; it is not printed. */
  prefix: string;
};

const INDENT = 20;
const OUTCOME_WIDTH = 27;
const STYLES: Record<string, 'green' | 'yellow' | 'red'> = { INFO: 'green', WARN: 'yellow', ERROR: 'red' };
/** Parts of a log entry that are not printed: queries need them, or the outcome says it. */
const NOT_PRINTED = ['function_name', 'function_request_id', 'xray_trace_id', 'HighValue', 'Amount'];

/**
 * Turns what functions write to their logs into a line for each decision: time, function, OrderId, outcome, and how long the
 * invocation took; then the reason or the error, with a stack trace of the project's own lines. Leaves out metrics. A
 * decision is printed when its invocation ends; what else a function writes, at once.
 */
export function createReadableLog({ print, columns, prefix }: Options) {
  /** The decisions of each invocation under way. */
  const decisions = new Map<string, Entry[]>();
  let idWidth = 8;
  let nameWidth = 8;

  function write(functionName: string, text: string): void {
    const name = functionName.startsWith(prefix) ? functionName.slice(prefix.length) : functionName;
    nameWidth = Math.max(nameWidth, name.length);
    for (const line of text.split('\n')) if (line.trim() !== '') writeLine(name, line);
  }

  function writeLine(name: string, line: string): void {
    const [, kind, requestId = ''] = /^(START|END|REPORT) RequestId: (\S+)/.exec(line) ?? [];
    if (kind === 'START') decisions.set(requestId, []);
    if (kind === 'REPORT') {
      const duration = `${Math.round(Number(/Duration: ([\d.]+) ms/.exec(line)?.[1]))} ms`;
      for (const entry of decisions.get(requestId) ?? []) printDecision(name, entry, duration);
      decisions.delete(requestId);
    }
    if (kind !== undefined) return;

    const entry = toEntry(line);
    if (entry === 'metrics') return;
    const ownDecisions = decisions.get(String(entry?.function_request_id));
    if (entry === undefined) printText(name, line);
    else if (ownDecisions === undefined) printDecision(name, entry, '');
    else if (!ownDecisions.some((earlier) => says(earlier, entry))) ownDecisions.push(entry);
  }

  function printDecision(name: string, entry: Entry, duration: string): void {
    const {
      level,
      message,
      timestamp,
      OrderId = '',
      Outcome = message,
      Notification,
      Reason,
      error,
      ...others
    } = entry;
    const style = STYLES[level] ?? 'green';
    const id = printable(OrderId);
    idWidth = Math.max(idWidth, Math.min(id.length, 40));
    const outcome = [Outcome, Notification]
      .filter((part) => part !== undefined)
      .map(printable)
      .join(', ');
    const head = [timeOf(timestamp), name.padEnd(nameWidth), id.padEnd(idWidth)].join('  ');
    const isWide = head.length + 2 + Math.max(outcome.length, OUTCOME_WIDTH) + 9 > columns();
    const end = `${styleText(style, outcome.padEnd(OUTCOME_WIDTH))}${duration.padStart(9)}`;
    print(isWide ? `${head.trimEnd()}\n${' '.repeat(INDENT)}${end}` : `${head}  ${end}`.trimEnd());

    const facts = Object.entries(others).filter(([key]) => !NOT_PRINTED.includes(key));
    const details = facts.map(([key, value]) => `${key} ${printable(value)}`).join(', ');
    if (details !== '') printDetail(details);
    if (Reason !== undefined) printDetail(printable(Reason), style);
    if (error !== undefined) printError(error as LoggedError, style);
  }

  function printDetail(text: string, style: 'yellow' | 'red' | 'green' | 'dim' = 'dim'): void {
    const lines = wrap(text, ' '.repeat(INDENT), columns()).split('\n');
    for (const line of lines) print(styleText(style, line));
  }

  function printError({ name, message, stack = '' }: LoggedError, style: 'yellow' | 'red' | 'green'): void {
    printDetail(`${name}: ${printable(message)}`, style);
    for (const frame of ownFrames(stack)) printDetail(`  ${frame}`);
  }

  function printText(name: string, line: string): void {
    const style = /Task timed out|Runtime exited/.test(line) ? 'red' : undefined;
    const [, text = line] = /^\d{4}-\S+Z [-\w]{36} (.*)$/.exec(line) ?? [];
    const head = `${timeOf()}  ${name.padEnd(nameWidth)}  `;
    const printed = printable(text);
    print(`${head}${style === undefined ? printed : styleText(style, printed)}`);
  }

  return { write };
}

/** A log entry of a function or of Lambda's runtime, `metrics`, or undefined for any other text. */
function toEntry(line: string): Entry | 'metrics' | undefined {
  const [, timestamp, function_request_id, json] =
    /^(\S+Z)\t(\S+)\tERROR\tInvoke Error \t(\{.*)$/.exec(line) ?? [];
  const value = parse(json ?? line);
  if (value === undefined) return undefined;
  if (json !== undefined) {
    const { errorType: name, errorMessage: message, stack } = value as Record<string, string>;
    const error = {
      name,
      message,
      stack: [(value.stack as string[] | undefined) ?? stack].flat().join('\n'),
    };
    return { level: 'ERROR', message: 'failed', timestamp, function_request_id, error };
  }
  if ('_aws' in value) return 'metrics';
  return 'level' in value && 'message' in value ? (value as Entry) : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Whether a function already logged the error that its invocation failed with. */
function says(earlier: Entry, { message, error }: Entry): boolean {
  const text = (error as LoggedError | undefined)?.message;
  if (message !== 'failed' || text === undefined) return false;
  return earlier.Reason === text || (earlier.error as LoggedError | undefined)?.message === text;
}

/** Text on one line, without what would control the terminal. */
function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is removed.
  return stripVTControlCharacters(text ?? '').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

function timeOf(timestamp?: unknown): string {
  const date = typeof timestamp === 'string' ? new Date(timestamp) : new Date();
  return date.toTimeString().slice(0, 8);
}
