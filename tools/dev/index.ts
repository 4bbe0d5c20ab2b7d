/** `npm start`: the whole service on this machine. See `npm start -- --help`. */
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT, packageService } from '../service/package-service.ts';
import { createServiceClient } from '../service/service-client.ts';
import { isSystemLog } from '../stack/lambda-log.ts';
import { startStack } from '../stack/stack.ts';
import { demonstrate } from './demo.ts';
import { readFixtures } from './fixtures.ts';

const STAGE = 'local';
const LOCALSTACK_PORT = '4566';
const HELP = `npm start                  Packages the service, starts it on this machine, sends every order of
                           fixtures/ through, prints what became of each, and stops.
npm start -- --stay        Keeps it up on port ${LOCALSTACK_PORT}, with an empty table, until Ctrl-C.
npm start -- --port 5000   On that port, with --stay or without.`;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

async function main(): Promise<number> {
  const { stay, port, help } = readArguments();
  if (help) {
    console.log(HELP);
    return 0;
  }

  // The fixtures are written for it, whatever .env says.
  if (!stay) process.env.HIGH_VALUE_THRESHOLD = '100';
  const packagingSince = performance.now();
  console.log('Packaging the service...');
  const packageDir = await packageService(STAGE, { signal: interrupted.signal });
  const startingSince = performance.now();
  const onLog = (name: string, text: string) => {
    if (!isSystemLog(text)) console.log(`${name}: ${text.trimEnd()}`);
  };
  const stackName = `high-value-orders-${STAGE}`;
  const stack = await startStack({ packageDir, port, stackName, ...(stay && { onLog, schedules: true }) });
  try {
    const packaging = ((startingSince - packagingSince) / 1000).toFixed(1);
    const starting = ((performance.now() - startingSince) / 1000).toFixed(1);
    console.log(`Packaged in ${packaging} s, up in ${starting} s at ${stack.endpoint}\n`);
    for (const resource of stack.unknown)
      console.warn(`Not made, as its type is not known here: ${resource}`);
    return await (stay ? keepUp(stack.endpoint) : demonstrateOnce(stack.endpoint));
  } finally {
    await stack.stop();
  }
}

function readArguments() {
  const options = { stay: { type: 'boolean' }, port: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { stay = false, help = false, port = stay ? LOCALSTACK_PORT : '0' } = parseArgs({ options }).values;
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

async function keepUp(endpoint: string): Promise<number> {
  const address = endpoint.endsWith(`:${LOCALSTACK_PORT}`) ? '' : `AWS_ENDPOINT_URL=${endpoint} `;
  console.log(`In another terminal:

  ${address}npx serverless invoke --stage ${STAGE} -f ingest --path fixtures/high-value-order.json

Ctrl-C stops it. What the functions log:
`);
  await once(interrupted.signal, 'abort');
  console.log('\nStopping.');
  return 0;
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
