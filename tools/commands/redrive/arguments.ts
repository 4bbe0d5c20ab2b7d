import { parseArgs } from 'node:util';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue, isDeadLetterQueue } from './dead-letters.ts';

const QUEUES = Object.keys(DEAD_LETTER_QUEUES);
const USAGE = 'Write it like this:\n  npm run redrive -- --stage dev --queue OrderDLQ';

export const HELP = `npm run redrive -- --queue OrderDLQ
    Shows how many messages wait in a dead-letter queue, a sample of them, and
    why each failed. Changes nothing.

  --queue    one of ${QUEUES.slice(0, 2).join(', ')},
             ${QUEUES.slice(2).join(', ')}
  --stage    the stage that is meant (dev when left out)
  --confirm  moves the messages back to the queue that they were on their way
             through, to be tried again: redrives them
  --help     this text

On stage local it looks for the service at ${DEFAULT_ENDPOINT}, on any other
stage on AWS; AWS_ENDPOINT_URL, where it is set, goes before both.`;

export type Arguments = { stage: string; queue: DeadLetterQueue; confirm: boolean };

/** The command was given wrong: its message says what to write instead. */
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
    throw new UsageError(`Say which dead-letter queue with --queue: ${QUEUES.join(', ')}.`);
  }
  if (!isDeadLetterQueue(queue)) {
    throw new UsageError(
      `The stack has no dead-letter queue "${queue}". Say one of these with --queue: ${QUEUES.join(', ')}.`,
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
    // Node's first sentence says what is wrong; what follows is about positional arguments.
    throw new UsageError(`${message.split(/\.\s|\n/)[0]?.replace(/\.$/, '')}. ${USAGE}`);
  }
  // npm keeps the options for itself where the two dashes are missing, and passes on their values alone.
  throw new UsageError(`Everything is an option, after two dashes for npm. ${USAGE}`);
}
