import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from './api.ts';
import { linkTo } from './route.ts';
import { indented, plural, visible } from './text.ts';

/** A state or an outcome: the word says it, the colour stresses it. */
export function Badge({ of }: { of: string }) {
  return <span class={`badge ${of.replace(' ', '-')}`}>{of}</span>;
}

/** A payload or an answer, with line breaks where it is JSON. */
export function Code({ label, text, isError }: { label: string; text: string; isError?: boolean }) {
  return (
    <figure class="code">
      <figcaption>
        {label} <Copy text={text} what={label} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} class={isError ? 'bad' : ''}>
        {visible(indented(text))}
      </pre>
    </figure>
  );
}

function Copy({ text, what }: { text: string; what: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <button type="button" class="plain" onClick={copy} aria-label={`Copy ${what.toLowerCase()}`}>
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
