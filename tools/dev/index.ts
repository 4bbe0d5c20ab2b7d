/** `npm start`: the whole service on this machine. See `npm start -- --help`. */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT, packageService } from '../service/package-service.ts';
import { createServiceClient } from '../service/service-client.ts';
import { EMULATOR_PORT, stackNameOf } from '../service/stages.ts';
import { startStack } from '../stack/stack.ts';
import { isSystemLog } from '../stack/system-log.ts';
import { demonstrate } from './demo.ts';
import { readFixtures } from './fixtures.ts';

const STAGE = 'local';
const HELP = `npm start                  Packages the service, starts it on this machine,
                           sends every order of fixtures/ through it, prints
                           what became of each, and stops.
npm start -- --stay        Keeps it running on port ${EMULATOR_PORT}, with an empty table,
                           until Ctrl-C.
npm start -- --port 5000   Uses that port, with --stay or without.`;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

async function main(): Promise<number> {
  const { stay, port, help } = readArguments();
  if (help) {
    console.log(HELP);
    return 0;
  }

  // The fixtures expect this threshold, whatever .env says.
  if (!stay) process.env.HIGH_VALUE_THRESHOLD = '100';
  console.log('Packaging the service...');
  const packagingSince = performance.now();
  const packageDir = await packageService(STAGE, { signal: interrupted.signal });
  const packaging = secondsSince(packagingSince);
  const startingSince = performance.now();
  const onLog = (name: string, text: string) => {
    if (!isSystemLog(text)) console.log(`${name}: ${text.trimEnd()}`);
  };
  const stackName = stackNameOf(STAGE);
  const stack = await startStack({ packageDir, port, stackName, ...(stay && { onLog, schedules: true }) });
  try {
    console.log(`Packaged in ${packaging} s, up in ${secondsSince(startingSince)} s at ${stack.endpoint}\n`);
    for (const resource of stack.unsupported) {
      console.warn(`Not created, as the embedded stack does not support its type: ${resource}`);
    }
    return await (stay ? keepRunning(stack.endpoint) : demonstrateOnce(stack.endpoint));
  } finally {
    await stack.stop();
  }
}

function readArguments() {
  const options = { stay: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const { stay = false, help = false, port = stay ? String(EMULATOR_PORT) : '0' } = values;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`--port takes a number up to 65535, not ${port}.`);
  return { stay, help, port: Number(port) };
}

async function demonstrateOnce(endpoint: string): Promise<number> {
  const fixtures = readFixtures(join(PROJECT, 'fixtures'));
  const unexpected = await demonstrate(createServiceClient(STAGE, endpoint), fixtures, interrupted.signal);
  console.log(`${fixtures.length - unexpected} of ${fixtures.length} fixtures went as expected.`);
  return unexpected === 0 ? 0 : 1;
}

async function keepRunning(endpoint: string): Promise<number> {
  const address = endpoint.endsWith(`:${EMULATOR_PORT}`) ? '' : `AWS_ENDPOINT_URL=${endpoint} `;
  console.log(`In another terminal:

  ${address}npx serverless invoke --stage ${STAGE} -f ingest --path fixtures/high-value-order.json

Ctrl-C stops it. What the functions log:
`);
  await once(interrupted.signal, 'abort');
  console.log('\nStopping.');
  return 0;
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error('\nInterrupted.');
    process.exitCode = 130;
  } else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
