/** `npm run dev`: the whole service on this machine, until Ctrl-C. See `npm run dev -- --help`. */
import { close, open, url } from 'node:inspector';
import { parseArgs, styleText } from 'node:util';
import { PROJECT } from '../service/project.ts';
import { fail, INTERRUPTS } from '../service/run-command.ts';
import { EMULATOR_PORT, stackNameOf } from '../service/stages.ts';
import { assertPortIsFree } from './port.ts';
import { createReadableLog } from './readable-log.ts';
import { STAGE, startSession, WATCHED } from './session.ts';
import { createTypeCheck } from './type-check.ts';
import { watchFiles } from './watch.ts';

const HELP = `npm run dev                  Runs the service on port ${EMULATOR_PORT} until Ctrl-C, and
                             picks up changes to its files.
npm run dev -- --port 5000   Uses that port.
npm run dev -- --inspect     Lets a debugger attach; nothing times out, and
                             schedules wait. --inspect-port for another port.
npm run dev -- --json        Prints what the functions log as they wrote it.`;

const interrupted = new AbortController();
const { signal } = interrupted;
for (const name of INTERRUPTS) process.on(name, () => interrupted.abort());

async function main(): Promise<void> {
  const { port, inspect, inspectPort, json, help } = readArguments();
  if (help) return console.log(HELP);
  await assertPortIsFree(port);
  // An editor may have opened it already.
  if (inspect && url() === undefined) open(inspectPort, '127.0.0.1');

  console.log('Packaging the service...');
  const startedAt = performance.now();
  const print = (text: string) => console.log(styleText('dim', text));
  const warn = (text: string) => console.log(styleText('yellow', text));
  const columns = () => process.stdout.columns ?? 100;
  const log = createReadableLog({ print: console.log, columns, prefix: `${stackNameOf(STAGE)}-` });
  const onLog = json ? (_: string, text: string) => process.stdout.write(text) : log.write;
  const session = await startSession({ port, debugging: inspect, signal, print, warn, onLog });
  const typeCheck = createTypeCheck(warn);
  const watcher = await watchFiles(PROJECT, WATCHED, async (changed) => {
    await session.change(changed);
    typeCheck.start();
  });

  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const { endpoint, unsupported } = session;
  const address = endpoint.endsWith(`:${EMULATOR_PORT}`) ? '' : `AWS_ENDPOINT_URL=${endpoint} `;
  console.log(`Up in ${seconds} s at ${endpoint}. Send a first order from another terminal:

  ${address}npx serverless invoke --stage ${STAGE} -f ingest --path fixtures/high-value-order.json

Watching ${WATCHED.join(', ')}. Keys: r restarts, c clears the table and the queues, q quits.`);
  for (const resource of unsupported)
    warn(`Not created, as the embedded stack does not support its type: ${resource}`);

  async function act(key: string): Promise<void> {
    if (key === 'q' || key === '\u0003' || key === '\u0004') interrupted.abort();
    if (key !== 'r' && key !== 'c') return;
    print(key === 'r' ? 'Packaging and restarting...' : 'Restarting...');
    try {
      await session.restart(key === 'r');
      print(`up at ${endpoint}, with an empty table and empty queues`);
    } catch (error) {
      if (!signal.aborted) warn(error instanceof Error ? error.message : String(error));
    }
  }
  const release = listenToKeys(act);

  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  console.log('\nStopping.');
  release();
  await typeCheck.stop();
  await watcher.stop();
  await session.stop();
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: String(EMULATOR_PORT) },
      inspect: { type: 'boolean', default: false },
      'inspect-port': { type: 'string', default: '9229' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const toPort = (option: 'port' | 'inspect-port') => {
    const number = Number(values[option]);
    if (/^\d{1,5}$/.test(values[option]) && number <= 65_535) return number;
    throw new Error(`--${option} takes a number up to 65535, not ${values[option]}.`);
  };
  return { ...values, port: toPort('port'), inspectPort: toPort('inspect-port') };
}

/** On a terminal, Ctrl-C is then a key and no signal. */
function listenToKeys(act: (key: string) => void): () => void {
  const { stdin } = process;
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.setEncoding('utf8').on('data', act).resume();
  return () => {
    if (stdin.isTTY) stdin.setRawMode(false);
    stdin.pause();
  };
}

try {
  await main();
} catch (error) {
  if (!signal.aborted) fail(error, HELP);
}
// A debugger that is attached would keep the process.
close();
process.exit();
