import { parseArgs } from 'node:util';
import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from '../../service/dead-letter-queues.ts';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';

const QUEUES = Object.keys(DEAD_LETTER_QUEUES) as DeadLetterQueue[];
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
export class UsageError extends Error {}

/** @throws UsageError */
export function readArguments(args: string[]): Arguments | 'help' {
  const { values, positionals } = parse(args);
  // Without the two dashes npm keeps the options for itself, and passes on only their values.
  if (positionals.length > 0) throw new UsageError(`Give options only, after two dashes for npm. ${USAGE}`);
  const { stage = 'dev', confirm = false } = values;
  if (values.help) return 'help';

  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(stage)) {
    throw new UsageError(`--stage takes the name of a stage, such as dev, not "${stage}". ${USAGE}`);
  }
  const queue = QUEUES.find((name) => name === values.queue);
  if (queue !== undefined) return { stage, queue, confirm };
  throw new UsageError(
    values.queue === undefined
      ? `Name the dead-letter queue with --queue: ${QUEUES.join(', ')}.`
      : `The stack has no dead-letter queue "${values.queue}". Name one of these with --queue: ${QUEUES.join(', ')}.`,
  );
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = { stage: text, queue: text, confirm: flag, help: flag };
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Node's first sentence says what is wrong; the rest is about positional arguments.
    const [problem] = (error as Error).message.split(/\.(?:\s|$)|\n/);
    throw new UsageError(`${problem}. ${USAGE}`);
  }
}
