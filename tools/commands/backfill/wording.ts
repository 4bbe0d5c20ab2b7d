import { printable } from '../../service/text.ts';
import { DEFAULT_RATE, type Request } from './request.ts';
import type { Subscriber } from './subscriber.ts';

const MAX_POLICY_LENGTH = 1_000;

/** `1,234 announcements`. */
export function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

export function duration(seconds: number): string {
  const [unit, length] = (
    [
      ['hour', 3_600],
      ['minute', 60],
    ] as const
  ).find(([, size]) => seconds >= 2 * size) ?? ['second', 1];
  return count(Math.ceil(seconds / length), unit);
}

/** How the queue gets its announcements. */
export function describeSubscriber({ queueName, subscription }: Subscriber): string {
  if (subscription === undefined) {
    return `${queueName} does not subscribe to HighValueOrderTopic: it gets raw messages, unfiltered.`;
  }
  const { isRaw, filterPolicy, filterScope } = subscription;
  const form = isRaw ? 'raw messages' : 'messages in the envelope of SNS';
  const scope = filterScope === 'MessageBody' ? 'body' : 'attributes';
  const filter =
    filterPolicy === undefined
      ? 'has no filter policy'
      : `filters on the message ${scope}: ${printable(filterPolicy, MAX_POLICY_LENGTH)}`;
  return `The subscription of ${queueName} takes ${form} and ${filter}.`;
}

/** The command that sends what follows the cursor. */
export function sendCommand(command: string, request: Request, cursor: string | undefined): string {
  const { queueUrl, from, to, rate, raw } = request;
  const options = [`--queue-url ${queueUrl}`, `--from ${from}`, `--to ${to}`, '--send'];
  if (rate !== DEFAULT_RATE) options.push(`--rate ${rate}`);
  if (raw) options.push('--raw');
  if (cursor !== undefined) options.push(`--cursor ${cursor}`);
  return [command, ...options].join(' ');
}
