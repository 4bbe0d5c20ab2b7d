/** `npm start`: sends every fixture through the whole service on this machine. See `npm start -- --help`. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../service/package-service.ts';
import { PROJECT } from '../../service/project.ts';
import { fail, INTERRUPTS } from '../../service/run-command.ts';
import { createServiceClient } from '../../service/service-client.ts';
import { stackNameOf } from '../../service/stages.ts';
import { startStack } from '../../stack/stack.ts';
import { demonstrate } from './demonstrate.ts';
import { readFixtures } from './fixtures.ts';

const STAGE = 'local';
const HELP = `npm start     Packages the service, starts it on this machine, sends
              every order of fixtures/ through it, prints what became
              of each, and stops.
npm run dev   Keeps it running.`;

const interrupted = new AbortController();
for (const signal of INTERRUPTS) process.on(signal, () => interrupted.abort());

async function main(): Promise<number> {
  if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
    console.log(HELP);
    return 0;
  }

  // The fixtures expect this threshold, whatever .env says.
  process.env.HIGH_VALUE_THRESHOLD = '100';
  console.log('Packaging the service...');
  const packagingSince = performance.now();
  const packageDir = await packageService(STAGE, { signal: interrupted.signal });
  const packaging = secondsSince(packagingSince);
  const startingSince = performance.now();
  const stack = await startStack({ packageDir, port: 0, stackName: stackNameOf(STAGE) });
  try {
    console.log(`Packaged in ${packaging} s, up in ${secondsSince(startingSince)} s at ${stack.endpoint}\n`);
    const fixtures = readFixtures(join(PROJECT, 'fixtures'));
    const service = createServiceClient(STAGE, stack.endpoint);
    const unexpected = await demonstrate(service, fixtures, interrupted.signal);
    console.log(`${fixtures.length - unexpected} of ${fixtures.length} fixtures went as expected.`);
    return unexpected === 0 ? 0 : 1;
  } finally {
    await stack.stop();
  }
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
    fail(error, HELP);
  }
}
