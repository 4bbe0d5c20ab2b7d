import { useState } from 'preact/hooks';
import { post } from './api.ts';
import { Panel, useAction } from './parts.tsx';
import type { Draft } from './story.tsx';
import type { Topology } from './types.ts';

const TARGETS = [
  ...['ingest', 'producer', 'sweep', 'report'],
  ...['OrderTopic', 'OrderQueue', 'OrderQueue in an SNS envelope'],
];

/** Sends a fixture or any text to a function, the topic or the queue. */
export function SendView({ topology, draft }: { topology: Topology; draft: Draft | undefined }) {
  const { fixtures } = topology;
  const bodyOf = (name: string) => fixtures.find((fixture) => fixture.name === name)?.event ?? {};
  const first = fixtures[0];
  const [to, setTo] = useState(draft?.to ?? first?.functionName ?? 'ingest');
  const [body, setBody] = useState(draft?.body ?? pretty(first?.event ?? {}));
  const [fixture, setFixture] = useState(draft === undefined ? (first?.name ?? '') : '');
  const { run, isBusy, result } = useAction();
  const problem = problemIn(body);

  function choose(name: string) {
    setFixture(name);
    if (name === '') return;
    setBody(pretty(bodyOf(name)));
    setTo(fixtures.find((known) => known.name === name)?.functionName ?? to);
  }
  function submit(event: Event) {
    event.preventDefault();
    run(() => post('/_dev/send', { to, body }));
  }

  return (
    <Panel title="Send">
      <form onSubmit={submit}>
        <div class="fields">
          <label>
            Fixture
            <select value={fixture} onChange={({ currentTarget }) => choose(currentTarget.value)}>
              <option value="">own text</option>
              {fixtures.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            To
            <select value={to} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
              {TARGETS.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        </div>
        <label>
          Body
          <textarea
            rows={Math.min(24, Math.max(8, body.split('\n').length + 1))}
            spellcheck={false}
            value={body}
            aria-describedby="problem"
            onInput={({ currentTarget }) => {
              setBody(currentTarget.value);
              setFixture('');
            }}
          />
        </label>
        <p id="problem" class="note">
          {problem !== undefined && `Not JSON, and sent as it is: ${problem}`}
        </p>
        <button type="submit" class="main" disabled={isBusy}>
          Send
        </button>
      </form>
      {result}
    </Panel>
  );
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

function problemIn(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
