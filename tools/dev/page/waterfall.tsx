import { useState } from 'preact/hooks';
import { Badge, Code } from './parts.tsx';
import { duration, visible } from './text.ts';
import { createTimeScale, endOf, lastTimeOf, type TimeScale } from './time-scale.ts';
import type { Outcome, Span } from './types.ts';

/** The way of an order over time: a row for each attempt, wait and call. A row opens to what went in and came out. */
export function Waterfall({ spans }: { spans: Span[] }) {
  const [isToScale, setToScale] = useState(false);
  const scale = createTimeScale(spans, isToScale);
  const last = lastTimeOf(spans);
  const failures = spans.filter(({ error, kind }) => error !== undefined && kind === 'invocation');
  return (
    <section aria-label="What happened">
      <div class="section-head">
        <h3>What happened</h3>
        <label>
          <input type="checkbox" checked={isToScale} onChange={() => setToScale(!isToScale)} />
          true to scale
        </label>
      </div>
      <div class="axis" aria-hidden="true">
        {scale.ticks.map(({ position, time, isLate }) => (
          <span key={position} class={isLate ? 'late' : ''} style={{ left: `${position * 100}%` }}>
            {time === 0 ? '0' : `+${duration(time)}`}
          </span>
        ))}
      </div>
      <ol class="waterfall">
        {inOrder(spans).map((span) => (
          <Row key={span.id} {...{ span, scale, last }} isLastFailure={span === failures.at(-1)} />
        ))}
      </ol>
      {scale.shortened.length > 0 && <p class="note">Shaded: waiting that is drawn shorter than it was.</p>}
    </section>
  );
}

/** By start; calls after the invocation that made them. */
function inOrder(spans: Span[]): Span[] {
  const ids = new Set(spans.filter(({ kind }) => kind !== 'call').map(({ id }) => id));
  const isInside = ({ kind, parent = '' }: Span) => kind === 'call' && ids.has(parent);
  return spans
    .filter((span) => !isInside(span))
    .flatMap((span) => [span, ...spans.filter((call) => isInside(call) && call.parent === span.id)]);
}

/** An error is how DynamoDB tells that an order is already stored or acknowledged. */
const HARMLESS: Outcome[] = ['ok', 'duplicate', 'repeat'];

type RowProps = { span: Span; scale: TimeScale; last: number; isLastFailure: boolean };

function Row({ span, scale, last, isLastFailure }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, kind, parent, name, resource, outcome, start, error } = span;
  const isDead = kind === 'dead letter';
  // A call that no function made sends a message.
  const isInside = kind === 'call' && parent !== undefined;
  const end = endOf(span, last);
  const [from, to] = [scale.position(start), scale.position(end)];
  const details = `details-${id}`;
  return (
    <li class={`${isInside ? 'call' : kind === 'call' ? '' : kind.replace(' ', '-')} ${outcome}`}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="what">
          <b>{visible(name)}</b>
          {resource !== undefined && <span> {visible(resource)}</span>}
          {notesOf(span).map((note) => (
            <span key={note} class="note">
              {note}
            </span>
          ))}
        </span>
        <span class="track" aria-hidden="true">
          {scale.shortened.map((gap) => (
            <span key={gap.from} class="gap" style={extent(gap)} />
          ))}
          <span class="bar" style={extent({ from, to })} />
        </span>
        <span class="end">
          {outcome !== 'ok' && <Badge of={isDead ? kind : outcome} />}
          {!isDead && <span class="time">{duration(end - start)}</span>}
        </span>
      </button>
      {error !== undefined && !isOpen && !HARMLESS.includes(outcome) && (
        <p class="error-line">
          <bdi>
            {visible(error.name)}: {visible(error.message)}
          </bdi>
          {isLastFailure && error.stack.slice(0, 3).map((line) => <code key={line}>at {visible(line)}</code>)}
        </p>
      )}
      {isOpen && <Details id={details} span={span} />}
    </li>
  );
}

const extent = ({ from, to }: { from: number; to: number }) => ({
  left: `${from * 100}%`,
  width: `${(to - from) * 100}%`,
});

/** What tells a row from others of its name. */
function notesOf({ kind, attempt, batch, trigger }: Span): string[] {
  if (kind === 'wait') return ['waiting'];
  if (kind === 'dead letter') return [];
  if (kind === 'call') return attempt !== undefined && attempt > 1 ? [`attempt ${attempt}`] : [];
  return [
    ...(attempt === undefined ? [] : [`attempt ${attempt}`]),
    ...(batch !== undefined && batch > 1 ? [`batch of ${batch}`] : []),
    ...(trigger === 'schedule' ? ['on schedule'] : trigger === 'invoke' ? ['invoked'] : []),
  ];
}

function Details({ id, span }: { id: string; span: Span }) {
  const { error, input, output, log = [] } = span;
  const isEmpty = error === undefined && input === undefined && output === undefined && log.length === 0;
  return (
    <div class="details" id={id}>
      {error !== undefined && (
        <Code
          label="Error"
          text={[`${error.name}: ${error.message}`, ...error.stack.map((line) => `    at ${line}`)].join(
            '\n',
          )}
          isError
        />
      )}
      {input !== undefined && <Code label="Input" text={input} />}
      {output !== undefined && <Code label="Output" text={output} />}
      {log.length > 0 && <Code label="Log" text={log.join('\n')} isAsWritten />}
      {isEmpty && <p class="note">Nothing else was recorded.</p>}
    </div>
  );
}
