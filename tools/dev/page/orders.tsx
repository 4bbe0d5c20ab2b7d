import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Live } from './live.ts';
import { Badge } from './parts.tsx';
import { linkTo } from './route.ts';
import { amountText, clock, count, plural, visible } from './text.ts';
import type { Entry, State } from './types.ts';

const STATES: State[] = ['running', 'stored', 'pending', 'notified', 'refused', 'failed', 'dead letter'];
/** As in orders.css. */
const ROW_HEIGHT = 52;
const ROWS_BEYOND = 6;
/** From here on, the list and an order are beside each other, as in page.css. */
const WIDE = '(min-width: 900px)';

/** The list of orders, newest activity first. Only the rows in view are in the document. */
export function Orders({ live, selected }: { live: Live; selected: string }) {
  const [text, setText] = useState('');
  const [state, setState] = useState<State | ''>('');
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);
  /** The entries when the pointer entered the list, or it was scrolled: rows do not move away from under a click. */
  const [held, setHeld] = useState<readonly Entry[]>();
  /** The row that the arrow keys are on. */
  const [active, setActive] = useState(selected);
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (selected !== '') setActive(selected);
  }, [selected]);
  const { entries, byKey, startedAt } = live;
  useEffect(() => setHeld(undefined), [startedAt]);
  useEffect(() => {
    const observer = new ResizeObserver(() => setHeight(scroller.current?.clientHeight ?? 0));
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  const shown = useMemo(() => {
    const current = held?.flatMap(({ key }) => byKey.get(key) ?? []) ?? entries;
    const wanted = text.trim().toLowerCase();
    return current.filter(
      (entry) =>
        (state === '' || entry.state === state) && (wanted === '' || searchable(entry).includes(wanted)),
    );
  }, [held, entries, byKey, text, state]);

  const newer = held === undefined ? 0 : entries.findIndex(({ key }) => key === held[0]?.key);
  const index = shown.findIndex(({ key }) => key === active);
  const from = Math.max(0, Math.floor(top / ROW_HEIGHT) - ROWS_BEYOND);
  const rows = shown.slice(from, Math.ceil((top + height) / ROW_HEIGHT) + ROWS_BEYOND);

  const hold = () => setHeld((before) => before ?? entries);
  const release = () => {
    if (scroller.current?.scrollTop === 0) setHeld(undefined);
  };
  function scrollTo(position: number) {
    scroller.current?.scrollTo({ top: position });
    setTop(position);
  }
  function filter(change: () => void) {
    change();
    scrollTo(0);
    setHeld(undefined);
  }
  function show(next: number, isChosen: boolean) {
    const entry = shown[Math.min(Math.max(next, 0), shown.length - 1)];
    if (entry === undefined) return;
    const at = shown.indexOf(entry) * ROW_HEIGHT;
    if (at < top) scrollTo(at);
    if (at + ROW_HEIGHT > top + height) scrollTo(at + ROW_HEIGHT - height);
    setActive(entry.key);
    // One entry in the history for all rows that were passed.
    if (isChosen) location.hash = linkTo('order', entry.key);
    else if (matchMedia(WIDE).matches) location.replace(linkTo('order', entry.key));
  }
  function onKeyDown(event: KeyboardEvent) {
    const page = Math.floor(height / ROW_HEIGHT);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
    const ends: Record<string, number> = { Home: 0, End: shown.length - 1, Enter: index };
    const step = steps[event.key];
    const next = ends[event.key] ?? (step === undefined ? undefined : index < 0 ? 0 : index + step);
    if (next === undefined) return;
    event.preventDefault();
    show(next, event.key === 'Enter');
  }

  return (
    <section class="orders" aria-label="Orders">
      <div class="filter">
        <input
          type="search"
          aria-label="Filter by OrderId, state or reason"
          placeholder="Filter by OrderId, state or reason"
          value={text}
          onInput={({ currentTarget }) => filter(() => setText(currentTarget.value))}
        />
        <select
          aria-label="State"
          value={state}
          onChange={({ currentTarget }) => filter(() => setState(currentTarget.value as State | ''))}
        >
          <option value="">all states</option>
          {STATES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <p class="summary" aria-live="polite">
        {shown.length === entries.length
          ? plural(shown.length, 'order')
          : `${count(shown.length)} of ${plural(entries.length, 'order')}`}
        {live.isTruncated && '; older ones were dropped to save memory'}
        {newer > 0 && (
          <button type="button" class="plain" onClick={() => filter(() => {})}>
            {count(newer)} newer
          </button>
        )}
      </p>
      <div
        class="rows"
        ref={scroller}
        onScroll={({ currentTarget }) => {
          setTop(currentTarget.scrollTop);
          if (currentTarget.scrollTop > 0) hold();
        }}
        onPointerEnter={hold}
        onPointerLeave={release}
      >
        {shown.length === 0 ? (
          <Nothing isEmpty={entries.length === 0} isLoaded={startedAt !== 0} />
        ) : (
          <div
            role="listbox"
            tabIndex={0}
            aria-label="Orders, newest activity first"
            aria-activedescendant={rows.some(({ key }) => key === active) ? 'active' : undefined}
            style={{ height: `${shown.length * ROW_HEIGHT}px` }}
            onKeyDown={onKeyDown}
          >
            {rows.map((entry, offset) => (
              <Row
                key={entry.key}
                entry={entry}
                isActive={entry.key === active}
                place={from + offset}
                of={shown.length}
                onChoose={() => show(from + offset, true)}
              />
            ))}
          </div>
        )}
      </div>
    </section>
  );
}

type RowProps = { entry: Entry; isActive: boolean; place: number; of: number; onChoose(): void };

function Row({ entry, isActive, place, of, onChoose }: RowProps) {
  const { orderId, state, amount, at, reason, deliveries } = entry;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys, and has the focus
    // biome-ignore lint/a11y/useFocusableInteractive: the list handles the keys, and has the focus
    <div
      role="option"
      id={isActive ? 'active' : undefined}
      aria-selected={isActive}
      aria-setsize={of}
      aria-posinset={place + 1}
      style={{ transform: `translateY(${place * ROW_HEIGHT}px)` }}
      onClick={onChoose}
    >
      <bdi class="id">{orderId === undefined ? <i>no OrderId</i> : visible(orderId)}</bdi>
      <span class="amount">{amount !== undefined && amountText(amount)}</span>
      <time title={new Date(at).toISOString()}>{clock(at)}</time>
      <Badge of={state} />
      <bdi class="reason">{reason !== undefined && visible(reason)}</bdi>
      <span class="deliveries">{deliveries > 1 && `${deliveries} deliveries`}</span>
    </div>
  );
}

function Nothing({ isEmpty, isLoaded }: { isEmpty: boolean; isLoaded: boolean }) {
  if (!isLoaded) return <p class="nothing">Loading…</p>;
  if (!isEmpty) return <p class="nothing">No order matches the filter.</p>;
  return (
    <div class="nothing">
      <p>No orders yet.</p>
      <a class="button" href={linkTo('send')}>
        Send the first one
      </a>
    </div>
  );
}

const searchable = ({ key, orderId = '', state, reason = '' }: Entry) =>
  `${key} ${orderId} ${state} ${reason}`.toLowerCase();
