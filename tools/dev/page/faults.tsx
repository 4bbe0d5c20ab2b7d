import { useState } from 'preact/hooks';
import { post } from './api.ts';
import { Choice, Panel, useAction } from './parts.tsx';
import type { Counts, Topology } from './types.ts';

/** The calls that functions and event sources make, as IAM names them. */
const ACTIONS = [
  ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:Query', 'sns:Publish'],
  ...['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
];

/** What failing calls get: what it is called here, and in `/_embedded/fail`. */
const ERRORS = new Map([
  ['an internal error', 'internal'],
  ['throttling', 'throttled'],
]);

type Props = { topology: Topology; counts: Counts; name: string };

/** Makes parts of the service fail on purpose, to watch how it repairs itself. */
export function FaultsView({ topology, counts, name }: Props) {
  const functions = topology.nodes.filter(({ kind }) => kind === 'function').map(({ id }) => id);
  const [action, setAction] = useState('sns:Publish');
  const [calls, setCalls] = useState('3');
  const [error, setError] = useState('an internal error');
  const [functionName, setFunctionName] = useState(functions.includes(name) ? name : (functions[0] ?? ''));
  const [chosen, setChosen] = useState<string>();
  const isTopic = (id: string) => topology.nodes.some((node) => node.id === id && node.kind === 'topic');
  const publishes = topology.edges.some(({ from, to }) => from === functionName && isTopic(to));
  const before = chosen ?? (publishes ? 'sns:Publish' : 'dynamodb:UpdateItem');
  const failure = useAction();
  const crash = useAction();
  const pause = useAction();

  return (
    <Panel title="Faults">
      <Part
        title="Failing calls"
        text="The next calls of this action get an error that the SDK retries."
        button="Fail"
        {...failure}
        onSubmit={() =>
          failure.run(() =>
            post('/_embedded/fail', { action, calls: Number(calls), error: ERRORS.get(error) }),
          )
        }
      >
        <Choice label="Action" of={ACTIONS} value={action} onChange={setAction} />
        <label>
          Calls
          <input
            type="number"
            min="0"
            max="9999"
            required
            value={calls}
            onInput={({ currentTarget }) => setCalls(currentTarget.value)}
          />
        </label>
        <Choice label="Error" of={[...ERRORS.keys()]} value={error} onChange={setError} />
      </Part>
      <Part
        title="Crash"
        text="The function ends in the middle: at its next call of this action, before the call is made."
        button="Crash"
        {...crash}
        onSubmit={() => crash.run(() => post('/_dev/crash', { functionName, before }))}
      >
        <Choice label="Function" of={functions} value={functionName} onChange={setFunctionName} />
        <Choice label="Before" of={ACTIONS.slice(0, 4)} value={before} onChange={setChosen} />
      </Part>
      <section>
        <h3>Pause</h3>
        <p class="note">A paused function starts nothing; its queue fills.</p>
        <ul class="switches">
          {functions.map((id) => {
            const paused = counts[id]?.paused === 1;
            return (
              <li key={id}>
                <label>
                  <input
                    type="checkbox"
                    checked={paused}
                    disabled={pause.isBusy}
                    onChange={() =>
                      pause.run(() => post('/_dev/pause', { functionName: id, paused: !paused }))
                    }
                  />
                  {id} {paused && <span class="bad">paused</span>}
                </label>
              </li>
            );
          })}
        </ul>
        {pause.result}
      </section>
    </Panel>
  );
}

type PartProps = ReturnType<typeof useAction> & {
  title: string;
  text: string;
  button: string;
  children: preact.ComponentChildren;
  onSubmit(): void;
};

function Part({ title, text, button, children, onSubmit, isBusy, result }: PartProps) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <h3>{title}</h3>
      <p class="note">{text}</p>
      <div class="fields">
        {children}
        <button type="submit" disabled={isBusy}>
          {button}
        </button>
      </div>
      {result}
    </form>
  );
}
