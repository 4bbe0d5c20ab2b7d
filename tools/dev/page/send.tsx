import { useState } from 'preact/hooks';
import { post } from './api.ts';
import type { Draft } from './draft.ts';
import { Choice, Panel, useAction } from './parts.tsx';
import type { Topology } from './types.ts';

const OWN = 'own text';

/** Sends a fixture or any text to a function, the topic or the queue. */
export function SendView({ topology, draft }: { topology: Topology; draft: Draft | undefined }) {
  const { fixtures, targets } = topology;
  const first = fixtures[0];
  const [to, setTo] = useState(draft?.to ?? first?.functionName ?? 'ingest');
  const [body, setBody] = useState(draft?.body ?? pretty(first?.event ?? {}));
  const [fixture, setFixture] = useState((draft === undefined && first?.name) || OWN);
  const { run, isBusy, result } = useAction();
  const problem = problemIn(body);

  function choose(name: string) {
    setFixture(name);
    const known = fixtures.find((candidate) => candidate.name === name);
    if (known === undefined) return;
    setBody(pretty(known.event));
    setTo(known.functionName);
  }
  function submit(event: Event) {
    event.preventDefault();
    run(() => post('/_dev/send', { to, body }));
  }

  return (
    <Panel title="Send">
      <form onSubmit={submit}>
        <div class="fields">
          <Choice
            label="Fixture"
            of={[OWN, ...fixtures.map(({ name }) => name)]}
            value={fixture}
            onChange={choose}
          />
          <Choice label="To" of={targets} value={to} onChange={setTo} />
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
              setFixture(OWN);
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
