import { post } from './api.ts';
import { Badge, Choice, Code, Panel, useAction, useAnswer } from './parts.tsx';
import { linkTo } from './route.ts';
import { clock, plural, visible } from './text.ts';
import type { Counts, Topology } from './types.ts';

type Message = { id: string; body: string; receives: number; sentAt: number; state: 'waiting' | 'in flight' };

/** The messages of a queue, and what can be done with them. */
export function QueueView({ topology, counts, name }: { topology: Topology; counts: Counts; name: string }) {
  const queues = topology.nodes.filter(({ kind }) => kind.endsWith('queue'));
  const chosen = queues.find(({ id }) => id === name) ?? queues[0];
  const id = chosen?.id ?? '';
  const { waiting, inFlight } = counts[id] ?? {};
  const { run, isBusy, result } = useAction();

  const path = `/_dev/queue?name=${encodeURIComponent(id)}`;
  // Other counts mean other messages.
  const { value, error } = useAnswer<{ messages: Message[] }>(path, `${waiting} ${inFlight} ${isBusy}`);
  const messages = value?.messages ?? [];
  const isDead = chosen?.kind === 'dead-letter queue';
  const change = (what: string, which: string, id?: string) =>
    (what === 'redrive' || confirm(`Delete ${which}? This cannot be undone.`)) &&
    run(() => post(`/_dev/${what}`, { queue: chosen?.id, ...(id !== undefined && { id }) }));
  const button = (what: string, which: string, id?: string) => (
    <button
      type="button"
      disabled={isBusy}
      aria-label={`${what} ${which}`}
      onClick={() => change(what.toLowerCase(), which, id)}
    >
      {id === undefined ? `${what} all` : what}
    </button>
  );
  const buttons = (which: string, id?: string) => (
    <span class="actions">
      {isDead && button('Redrive', which, id)}
      {button('Delete', which, id)}
    </span>
  );

  return (
    <Panel title="Queues">
      <div class="fields">
        <Choice
          label="Queue"
          of={queues.map((queue) => queue.id)}
          value={id}
          onChange={(next) => location.replace(linkTo('queue', next))}
        />
      </div>
      {error !== undefined && <p class="bad">{visible(error)}</p>}
      {value !== undefined && messages.length === 0 && <p class="note">{id} is empty.</p>}
      {messages.length > 0 && (
        <div class="section-head">
          <h3>{plural(messages.length, 'message')}</h3>
          {buttons('all messages')}
        </div>
      )}
      {result}
      <ol class="messages">
        {messages.map(({ id, body, receives, sentAt, state }) => (
          <li key={id}>
            <div class="section-head">
              <span class="facts">
                <Badge of={state} />
                <span>sent {clock(sentAt)}</span>
                <span>{plural(receives, 'receive')}</span>
              </span>
              {buttons(`message ${id}`, id)}
            </div>
            <Code label={`Body of ${id}`} text={body} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
