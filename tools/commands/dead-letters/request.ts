import type { Given } from '../../service/command-options.ts';
import { type DeadLetterQueue, QUEUE_NAMES } from '../../service/dead-letter-queues.ts';
import { DEFAULT_ENDPOINT } from '../../service/stages.ts';
import type { Letter } from './letters.ts';
import { MAX_VISIBILITY_TIMEOUT } from './receive.ts';

const DEFAULT_VISIBILITY_TIMEOUT = 60;

export const HELP = `npm run dead-letters -- --stage dev
    Shows every dead-letter queue: how many messages it has, how old they are,
    when the first one expires, and why they are there.
npm run dead-letters -- --stage dev --queue OrderDLQ
    Lists the messages of one queue: OrderId, reason, receives, age.

  --queue    ${QUEUE_NAMES.slice(0, 3).join(', ')} or
             ${QUEUE_NAMES.slice(3).join(', ')}
  --only     only these of its messages, by OrderId or message ID: ID,ID
  --reason   only those of its messages with this text in the reason

What to do with these messages:
  --redrive      sends them back to the queue that they came from or could not
                 be delivered to
  --delete       deletes them
  --export FILE  writes them to a new file, and leaves them in the queue
  --send FILE    without --queue: sends the messages of an export, which you can
                 correct first, and deletes their originals
  --yes          does not ask for confirmation

  --stage    the stage, dev by default
  --json     prints JSON; with "npm run -s", nothing else is printed
  --visibility-timeout SECONDS
             for how long messages that were being read stay hidden from others
             if the command is killed; ${DEFAULT_VISIBILITY_TIMEOUT} by default
  --help     this text

You can end the command at any time and start it again: no message is lost. It
keeps a journal of what it sends and deletes in .dead-letters/, so it knows what
was sent already.

The service is expected at AWS_ENDPOINT_URL if that is set; otherwise the
stages of emulators at ${DEFAULT_ENDPOINT}, all others on AWS.`;

export const OPTIONS = {
  queue: { type: 'string' },
  only: { type: 'string' },
  reason: { type: 'string' },
  redrive: { type: 'boolean' },
  delete: { type: 'boolean' },
  export: { type: 'string' },
  send: { type: 'string' },
  yes: { type: 'boolean' },
  'visibility-timeout': { type: 'string' },
} as const;

const ACTIONS = ['redrive', 'delete', 'export', 'send'] as const;

/** What the command line asks for. */
export type Request = {
  action: (typeof ACTIONS)[number] | 'look';
  /** The one of --queue, or all. */
  queues: DeadLetterQueue[];
  /** The OrderIds and MessageIds of --only. */
  only: string[];
  /** Whether all messages of the queue are meant. */
  isWhole: boolean;
  selects(letter: Pick<Letter, 'id' | 'orderId' | 'reason'>): boolean;
  /** Of `export` and `send`. */
  file: string;
  yes: boolean;
  visibilityTimeout: number;
};

/** Reads the command line. */
export function readRequest({ values, positionals, problems }: Given<typeof OPTIONS>): Request {
  const { only, reason, 'visibility-timeout': seconds = String(DEFAULT_VISIBILITY_TIMEOUT) } = values;
  const actions = ACTIONS.filter((name) => values[name] !== undefined);
  const [action = 'look'] = actions;
  const queue = QUEUE_NAMES.find((name) => name === values.queue);
  const names = only?.split(',').flatMap((name) => name.trim() || []) ?? [];
  const visibilityTimeout = /^\d{1,5}$/.test(seconds) ? Number(seconds) : 0;

  // Without the two dashes npm keeps the options for itself, and passes on only their values.
  if (positionals.length > 0) problems.push('Give options only, after two dashes for npm.');
  if (actions.length > 1) problems.push(`Choose one of ${actions.map((name) => `--${name}`).join(', ')}.`);
  if (values.queue !== undefined && queue === undefined)
    problems.push(`The stack has no dead-letter queue "${values.queue}", only ${QUEUE_NAMES.join(', ')}.`);
  if (action === 'send' && [values.queue, only, reason].some((value) => value !== undefined))
    problems.push('--send works on all messages of its file: leave out --queue, --only and --reason.');
  if (action !== 'send' && values.queue === undefined && [action !== 'look', only, reason].some(Boolean))
    problems.push(`Name the dead-letter queue with --queue: ${QUEUE_NAMES.join(', ')}.`);
  if (only !== undefined && reason !== undefined) problems.push('Give --only or --reason, not both.');
  if (only !== undefined && names.length === 0) problems.push('--only takes IDs, such as ORD-1,ORD-2.');
  if (visibilityTimeout < 1 || visibilityTimeout > MAX_VISIBILITY_TIMEOUT)
    problems.push(
      `--visibility-timeout takes seconds, from 1 to ${MAX_VISIBILITY_TIMEOUT}, not "${seconds}".`,
    );

  return {
    action,
    queues: queue === undefined ? QUEUE_NAMES : [queue],
    only: names,
    isWhole: only === undefined && reason === undefined,
    selects({ id, orderId, reason: why }) {
      if (only !== undefined) return names.includes(id) || (orderId !== undefined && names.includes(orderId));
      return reason === undefined || why.includes(reason);
    },
    file: values.export ?? values.send ?? '',
    yes: values.yes ?? false,
    visibilityTimeout,
  };
}
