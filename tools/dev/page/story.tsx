import { post } from './api.ts';
import { type Draft, draftOf } from './draft.ts';
import type { Live } from './live.ts';
import { Badge, Code, Panel, useAction, useAnswer } from './parts.tsx';
import { linkTo } from './route.ts';
import { amountText, clock, duration, visible } from './text.ts';
import { lastTimeOf } from './time-scale.ts';
import type { Story, Topology } from './types.ts';
import { Waterfall } from './waterfall.tsx';

const GONE = 'The journal has nothing about this: it was dropped to save memory, or the stack restarted.';

type Props = { orderKey: string; live: Live; topology: Topology; onEdit(draft: Draft): void };

/** One order: what became of it, its way, and its item in the table. */
export function OrderView({ orderKey, live, topology, onEdit }: Props) {
  const entry = live.byKey.get(orderKey);
  // An entry that changed has another story, and so has another stack.
  const { value: story, error } = useAnswer<Story | null>(
    `/_dev/order?key=${encodeURIComponent(orderKey)}`,
    entry ?? live.startedAt,
  );
  const { run, isBusy, result } = useAction();

  const name = story ? (story.orderId ?? 'Input without an OrderId') : orderKey;
  const title = <bdi>{visible(name)}</bdi>;
  if (story === undefined || story === null) {
    const problem = story === null ? GONE : error;
    return <Panel title={title}>{problem === undefined ? 'Loading…' : <p>{visible(problem)}</p>}</Panel>;
  }
  const { state, amount, reason, deliveries, spans, item, isIncomplete } = story;
  const draft = draftOf(spans, topology.targets);
  const deadLetter = spans.findLast(({ kind }) => kind === 'dead letter');
  return (
    <Panel title={title}>
      <p class="facts">
        <Badge of={state} />
        {amount !== undefined && <span>Amount {amountText(amount)}</span>}
        {spans[0] !== undefined && <span>began {clock(spans[0].start)}</span>}
        {spans[0] !== undefined && <span>took {duration(lastTimeOf(spans) - spans[0].start)}</span>}
        {deliveries > 1 && <span>{deliveries} deliveries</span>}
      </p>
      {reason !== undefined && (
        <p class={`reason ${state.replace(' ', '-')}`}>
          <bdi>{visible(reason)}</bdi>
        </p>
      )}
      <p class="actions">
        {draft !== undefined && (
          <>
            <button type="button" disabled={isBusy} onClick={() => run(() => post('/_dev/send', draft))}>
              Send again
            </button>
            <button type="button" onClick={() => onEdit(draft)}>
              Edit and send
            </button>
          </>
        )}
        {deadLetter !== undefined && (
          <a class="button" href={linkTo('queue', deadLetter.name)}>
            Open {deadLetter.name}
          </a>
        )}
      </p>
      {result}
      {isIncomplete && <p class="note">The oldest records of this order were dropped to save memory.</p>}
      {spans.length > 0 && <Waterfall spans={spans} />}
      {item !== undefined && <Code label="Item in the table" text={JSON.stringify(item)} />}
    </Panel>
  );
}
