import { parseArgs } from 'node:util';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue, isDeadLetterQueue } from './dead-letters.ts';

const QUEUES = Object.keys(DEAD_LETTER_QUEUES);
const USAGE = 'Write it like this:\n  npm run redrive -- --stage dev --queue OrderDLQ';

export const HELP = `npm run redrive -- --queue OrderDLQ
    Shows how many messages wait in a dead-letter queue, and why up to ten of
    them failed. Changes nothing.

  --queue    one of ${QUEUES.slice(0, 2).join(', ')},
             ${QUEUES.slice(2).join(', ')}
  --stage    the stage, dev by default
  --confirm  redrives the messages: moves them back to the queue they came
             from or could not be delivered to
  --help     this text

The service is expected at AWS_ENDPOINT_URL if that is set; otherwise the
stages of emulators at ${DEFAULT_ENDPOINT}, all others on AWS.`;

export type Arguments = { stage: string; queue: DeadLetterQueue; confirm: boolean };

/** Wrong usage: the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads the command line.
 *
 * @throws UsageError
 */
export function readArguments(args: string[]): Arguments | 'help' {
  const { stage = 'dev', queue, confirm = false, help = false } = parse(args);
  if (help) return 'help';

  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(stage)) {
    throw new UsageError(`--stage takes the name of a stage, such as dev, not "${stage}". ${USAGE}`);
  }
  if (queue === undefined) {
    throw new UsageError(`Name the dead-letter queue with --queue: ${QUEUES.join(', ')}.`);
  }
  if (!isDeadLetterQueue(queue)) {
    throw new UsageError(
      `The stack has no dead-letter queue "${queue}". Name one of these with --queue: ${QUEUES.join(', ')}.`,
    );
  }
  return { stage, queue, confirm };
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: {
        stage: { type: 'string' },
        queue: { type: 'string' },
        confirm: { type: 'boolean' },
        help: { type: 'boolean' },
      },
      allowPositionals: true,
    });
    if (positionals.length === 0) return values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node's first sentence says what is wrong; the rest is about positional arguments.
    throw new UsageError(`${message.split(/\.\s|\n/)[0]?.replace(/\.$/, '')}. ${USAGE}`);
  }
  // Without the two dashes npm keeps the options for itself, and passes on only their values.
  throw new UsageError(`Give options only, after two dashes for npm. ${USAGE}`);
}
