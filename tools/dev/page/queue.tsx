import { useEffect, useState } from 'preact/hooks';
import { get, post } from './api.ts';
import { Badge, Code, Panel, useAction } from './parts.tsx';
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
  const [messages, setMessages] = useState<Message[]>();
  const [error, setError] = useState('');
  const { run, isBusy, result } = useAction();

  useEffect(() => {
    let isCurrent = true;
    get<{ messages: Message[] }>(`/_dev/queue?name=${encodeURIComponent(id)}`).then(
      (queue) => isCurrent && setMessages(queue.messages),
      ({ message }) => isCurrent && setError(message),
    );
    return () => {
      isCurrent = false;
    };
  }, [id, waiting, inFlight, isBusy]);

  const isDead = chosen?.kind === 'dead-letter queue';
  const change = (what: 'redrive' | 'delete', messageId?: string) => {
    const which = messageId === undefined ? `all messages of ${id}` : 'this message';
    if (
      what === 'delete' &&
      !confirm(`Delete ${which}? They cannot be restored.`.replace('message? They', 'message? It'))
    )
      return;
    run(() => post(`/_dev/${what}`, { queue: id, ...(messageId !== undefined && { id: messageId }) }));
  };
  const buttons = (messageId?: string) => {
    const which = messageId === undefined ? 'all' : `message ${messageId}`;
    return (
      <span class="actions">
        {isDead && (
          <button
            type="button"
            disabled={isBusy}
            aria-label={`Redrive ${which}`}
            onClick={() => change('redrive', messageId)}
          >
            Redrive{messageId === undefined && ' all'}
          </button>
        )}
        <button
          type="button"
          disabled={isBusy}
          aria-label={`Delete ${which}`}
          onClick={() => change('delete', messageId)}
        >
          Delete{messageId === undefined && ' all'}
        </button>
      </span>
    );
  };

  return (
    <Panel title="Queues">
      <div class="fields">
        <label>
          Queue
          <select
            value={id}
            onChange={({ currentTarget }) => {
              setMessages(undefined);
              location.replace(linkTo('queue', currentTarget.value));
            }}
          >
            {queues.map(({ id }) => (
              <option key={id} value={id}>
                {id} ({(counts[id]?.waiting ?? 0) + (counts[id]?.inFlight ?? 0)})
              </option>
            ))}
          </select>
        </label>
      </div>
      {error !== '' && <p class="bad">{visible(error)}</p>}
      {messages?.length === 0 && <p class="note">{id} is empty.</p>}
      {messages !== undefined && messages.length > 0 && (
        <div class="section-head">
          <h3>{plural(messages.length, 'message')}</h3>
          {buttons()}
        </div>
      )}
      {result}
      <ol class="messages">
        {messages?.map(({ id, body, receives, sentAt, state }) => (
          <li key={id}>
            <div class="section-head">
              <span class="facts">
                <Badge of={state} />
                <span>sent {clock(sentAt)}</span>
                <span>{plural(receives, 'receive')}</span>
              </span>
              {buttons(id)}
            </div>
            <Code label={`Body of ${id}`} text={body} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}
