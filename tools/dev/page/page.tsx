import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { get } from './api.ts';
import type { Draft } from './draft.ts';
import { FaultsView } from './faults.tsx';
import { type Live, useLive } from './live.ts';
import { Orders } from './orders.tsx';
import { QueueView } from './queue.tsx';
import { linkTo, useRoute } from './route.ts';
import { SendView } from './send.tsx';
import { OrderView } from './story.tsx';
import { clock, visible } from './text.ts';
import { Flow, troubleIn } from './topology.tsx';
import type { Topology } from './types.ts';

const LINKS = [
  ['send', 'Send'],
  ['queue', 'Queues'],
  ['faults', 'Faults'],
] as const;

function Page() {
  const live = useLive();
  const topology = useTopology(live.startedAt);
  const { view, about } = useRoute();
  const [draft, setDraft] = useState<Draft>();
  const isNarrow = !matchMedia('(min-width: 900px)').matches;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      const clearsFilter =
        target instanceof HTMLInputElement && target.type === 'search' && target.value !== '';
      if (event.key === 'Escape' && !clearsFilter) close();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  // A draft is for one visit of the form.
  useEffect(() => {
    if (view !== 'send') setDraft(undefined);
  }, [view]);

  function edit(next: Draft) {
    setDraft(next);
    location.hash = linkTo('send');
  }

  const trouble = topology && troubleIn(topology, live.counts);
  return (
    <>
      <header>
        <h1>high-value-orders</h1>
        <Status live={live} />
        <nav aria-label="Tools">
          {LINKS.map(([name, text]) => (
            <a
              key={name}
              class="button"
              href={linkTo(name)}
              aria-current={view === name ? 'page' : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
      </header>
      <main class={view}>
        <details class="overview" open={!isNarrow}>
          <summary>
            <h2>Flow</h2>{' '}
            {trouble !== undefined && <span class={trouble && 'bad'}>{trouble || 'nothing fails'}</span>}
          </summary>
          {topology && <Flow topology={topology} counts={live.counts} />}
        </details>
        <Orders live={live} selected={view === 'order' ? about : ''} />
        <section class="panel" aria-label="Details">
          {view === 'list' && <p class="nothing">Choose an order to see what happened to it.</p>}
          {view === 'order' && topology && (
            <OrderView key={about} orderKey={about} live={live} topology={topology} onEdit={edit} />
          )}
          {view === 'send' && topology && <SendView topology={topology} draft={draft} />}
          {view === 'queue' && topology && (
            <QueueView topology={topology} counts={live.counts} name={about} />
          )}
          {view === 'faults' && topology && (
            <FaultsView key={about} topology={topology} counts={live.counts} name={about} />
          )}
        </section>
      </main>
    </>
  );
}

/** Back to the list, and there to where the keys work. */
function close() {
  if (location.hash === linkTo('list') || location.hash === '') return;
  location.hash = linkTo('list');
  document.querySelector<HTMLElement>('[role=listbox], .filter input')?.focus();
}

function Status({ live: { isConnected, hasRestarted, startedAt } }: { live: Live }) {
  const [style, text] = isConnected
    ? ['good', hasRestarted ? `connected, restarted at ${clock(startedAt)}` : 'connected']
    : ['bad', startedAt === 0 ? 'connecting…' : 'disconnected, retrying'];
  return (
    <p class={`status ${style}`} role="status">
      {visible(text)}
    </p>
  );
}

/** Read again when the stack restarted. */
function useTopology(startedAt: number): Topology | undefined {
  const [topology, setTopology] = useState<Topology>();
  useEffect(() => {
    get<Topology>('/_dev/topology').then(setTopology, () => {});
  }, [startedAt]);
  return topology;
}

render(<Page />, document.body);
