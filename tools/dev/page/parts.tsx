import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, get } from './api.ts';
import { linkTo } from './route.ts';
import { indented, plural, visible } from './text.ts';
import type { Outcome, State } from './types.ts';

/** A state or an outcome: the word says it, the colour stresses it. */
export function Badge({ of }: { of: State | Outcome | 'waiting' | 'in flight' }) {
  return <span class={`badge ${of.replace(' ', '-')}`}>{of}</span>;
}

/** A payload or an answer, with line breaks where it is JSON. */
export function Code(props: { label: string; text: string; isError?: boolean; isAsWritten?: boolean }) {
  const { label, text, isError, isAsWritten } = props;
  return (
    <figure class="code">
      <figcaption>
        {label} <Copy text={text} what={label} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} class={isError ? 'bad' : ''}>
        {visible(isAsWritten ? text : indented(text))}
      </pre>
    </figure>
  );
}

function Copy({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <button
      type="button"
      class="plain"
      onClick={copy}
      aria-label={`${isCopied ? 'Copied' : 'Copy'} ${what.toLowerCase()}`}
    >
      {isCopied ? 'copied' : 'copy'}
    </button>
  );
}

/** What stands beside the list: one view with its heading and a way back. */
export function Panel({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // In the list, arrow keys show one order after the other.
  useEffect(() => {
    if (document.activeElement?.role !== 'listbox') heading.current?.focus();
  }, []);
  return (
    <>
      <div class="panel-head">
        <h2 tabIndex={-1} ref={heading}>
          {title}
        </h2>
        <a class="button" href={linkTo('list')}>
          Close
        </a>
      </div>
      {children}
    </>
  );
}

/** Runs a change once at a time, and keeps what it answered. */
export function useAction() {
  const [state, setState] = useState<{ isBusy?: boolean; answer?: Answer; error?: string }>({});
  async function run(change: () => Promise<Answer>) {
    setState({ isBusy: true });
    try {
      setState({ answer: await change() });
    } catch (error) {
      setState({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  const { isBusy = false } = state;
  return { run, isBusy, result: <Result {...state} /> };
}

function Result({ isBusy, answer, error }: { isBusy?: boolean; answer?: Answer; error?: string }) {
  const { status, count, command, answer: text } = answer ?? {};
  const summary = status ?? (count === undefined ? 'Done.' : `${plural(count, 'message')}.`);
  return (
    <div class="result" aria-live="polite">
      {isBusy && <p>Waiting for the answer…</p>}
      {error !== undefined && <p class="bad">{visible(error)}</p>}
      {answer !== undefined && <p>{visible(summary)}</p>}
      {text !== undefined && <Code label="Answer" text={text} />}
      {command !== undefined && <Code label="The same in a terminal" text={command} />}
    </div>
  );
}

type ChoiceProps = { label: string; of: string[]; value: string; onChange(value: string): void };

export function Choice({ label, of, value, onChange }: ChoiceProps) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {of.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/**
 * What a path answers; again after a change of `version`. The answer for another path is not kept.
 */
export function useAnswer<T>(
  path: string,
  version: unknown,
): { value: T | undefined; error: string | undefined } {
  const [state, setState] = useState<{ path: string; value?: T; error?: string }>({ path });
  useEffect(() => {
    let isCurrent = true;
    get<T>(path).then(
      (value) => isCurrent && setState({ path, value }),
      ({ message }) => isCurrent && setState({ path, error: message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [path, version]);
  const { value, error } = state.path === path ? state : {};
  return { value, error };
}
