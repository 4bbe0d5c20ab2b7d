import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Live } from './live.ts';
import { Badge } from './parts.tsx';
import { linkTo } from './route.ts';
import { useRowsInView } from './rows-in-view.ts';
import { amountText, clock, count, plural, visible } from './text.ts';
import type { Entry, State } from './types.ts';

const STATES: State[] = ['running', 'stored', 'pending', 'notified', 'refused', 'failed', 'dead letter'];
/** As in orders.css. */
const ROW_HEIGHT = 52;
/** From here on, the list and an order are beside each other, as in page.css. */
const WIDE = '(min-width: 900px)';

/** The list of orders, newest activity first. Only the rows in view are in the document. */
export function Orders({ live, selected }: { live: Live; selected: string }) {
  const [text, setText] = useState('');
  const [state, setState] = useState('');
  const view = useRowsInView(ROW_HEIGHT);
  /** The entries when the pointer entered the list, or it was scrolled: rows do not move away from under a click. */
  const [held, setHeld] = useState<readonly Entry[]>();
  /** The row that the arrow keys are on. */
  const [active, setActive] = useState(selected);

  useEffect(() => {
    if (selected !== '') setActive(selected);
  }, [selected]);
  const { entries, byKey, startedAt } = live;
  useEffect(() => setHeld(undefined), [startedAt]);
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
  const rows = shown.slice(view.first, view.last);

  const hold = () => setHeld((before) => before ?? (entries.length > 0 ? entries : undefined));
  const isAtTop = () => view.scroller.current?.scrollTop === 0;
  /** Shows the newest entries. */
  function startOver() {
    view.scrollTo(0);
    setHeld(undefined);
  }
  function show(next: number, isChosen: boolean) {
    const row = Math.min(Math.max(next, 0), shown.length - 1);
    const { key } = shown[row] ?? {};
    if (key === undefined) return;
    view.reveal(row);
    setActive(key);
    // One entry in the history for all rows that were passed.
    if (isChosen) location.hash = linkTo('order', key);
    else if (matchMedia(WIDE).matches) location.replace(linkTo('order', key));
  }
  function onKeyDown(event: KeyboardEvent) {
    const { rowsPerPage } = view;
    const next = new Map([
      ['ArrowDown', index + 1],
      ['ArrowUp', index - 1],
      ['PageDown', index + rowsPerPage],
      ['PageUp', index - rowsPerPage],
      ['Home', 0],
      ['End', shown.length - 1],
      ['Enter', index],
    ]).get(event.key);
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
          placeholder="OrderId or reason"
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            startOver();
          }}
        />
        <select
          aria-label="State"
          value={state}
          onChange={({ currentTarget }) => {
            setState(currentTarget.value);
            startOver();
          }}
        >
          <option value="">all states</option>
          {STATES.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </div>
      <p class="summary">
        {shown.length === entries.length
          ? plural(shown.length, 'order')
          : `${count(shown.length)} of ${plural(entries.length, 'order')}`}
        {live.isTruncated && '; older ones were dropped to save memory'}
        {newer > 0 && (
          <button type="button" class="plain" onClick={startOver}>
            Show {count(newer)} newer
          </button>
        )}
      </p>
      <div
        class="rows"
        ref={view.scroller}
        onScroll={() => {
          view.onScroll();
          if (!isAtTop()) hold();
        }}
        onPointerEnter={hold}
        onPointerLeave={() => isAtTop() && setHeld(undefined)}
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
                place={view.first + offset}
                of={shown.length}
                onChoose={() => show(view.first + offset, true)}
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
      <div>
        <b>
          <bdi>{orderId === undefined ? 'Input without an OrderId' : visible(orderId)}</bdi>
        </b>
        {amount !== undefined && <span>{amountText(amount)}</span>}
        <time title={new Date(at).toISOString()}>{clock(at)}</time>
      </div>
      <div class="note">
        <Badge of={state} />
        <bdi>{reason !== undefined && visible(reason)}</bdi>
        {deliveries > 1 && <span>{deliveries} deliveries</span>}
      </div>
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
