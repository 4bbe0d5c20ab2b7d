/** `npm run dead-letters`: what is in the dead-letter queues, and what to do with it. See `npm run dead-letters -- --help`. */
import { setTimeout } from 'node:timers/promises';
import { createOperatorCommand } from '../../service/operator-command.ts';
import { createDeadLetters } from './command.ts';

const deadLetters = createDeadLetters({
  folder: process.cwd(),
  now: Date.now,
  sleep: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }).catch(() => {}),
});

process.exitCode = await createOperatorCommand(deadLetters)(process.argv.slice(2));
