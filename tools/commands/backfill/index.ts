/** `npm run backfill`: sends past announcements to the queue of one subscriber. See `npm run backfill -- --help`. */
import { setTimeout } from 'node:timers/promises';
import { createOperatorCommand } from '../../service/operator-command.ts';
import { createBackfill } from './command.ts';
import { createQueueClient } from './subscriber.ts';

const backfill = createBackfill({
  queueClient: createQueueClient,
  now: () => performance.now(),
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
});

process.exitCode = await createOperatorCommand(backfill)(process.argv.slice(2));
