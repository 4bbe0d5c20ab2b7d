import { count, wrap } from '../../service/text.ts';
import type { DeadLetter } from './dead-letters.ts';

/** The most that is shown of a reason: it may quote what the sender wrote. */
const MAX_REASON_LENGTH = 400;
const MAX_ID_LENGTH = 256;

/** What is known about one message, on a few lines. */
export function describeLetter(letter: DeadLetter, index: number): string {
  const { messageId, sentAt, receiveCount, orderId, reason } = letter;
  const sent = `${sentAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const indent = '    ';
  return [
    `${String(index + 1).padStart(2)}. ${messageId}`,
    `${indent}sent ${sent}, received ${count(receiveCount, 'time')}`,
    ...(orderId === undefined ? [] : [wrap(`order ${printable(orderId, MAX_ID_LENGTH)}`, indent)]),
    wrap(printable(reason, MAX_REASON_LENGTH), indent),
  ].join('\n');
}

/** A text that somebody sent, so that it cannot steer a terminal nor fill it. */
function printable(text: string, maxLength: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '\u{fffd}')];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : characters.join('');
}
