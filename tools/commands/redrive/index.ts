/** `npm run redrive`: looks into a dead-letter queue, or moves it back. See `npm run redrive -- --help`. */
import { setTimeout } from 'node:timers/promises';
import { createServiceClient } from '../../service/service-client.ts';
import { createRedrive } from './command.ts';

const redrive = createRedrive({
  environment: process.env,
  connect: createServiceClient,
  stdout: process.stdout,
  stderr: process.stderr,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
  onInterrupt() {
    const interrupted = new AbortController();
    // Once: a second Ctrl-C ends the process at once.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => interrupted.abort());
    }
    return interrupted.signal;
  },
});

process.exitCode = await redrive(process.argv.slice(2));
