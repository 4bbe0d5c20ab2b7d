import type { DeadLetter } from './dead-letters.ts';

const WIDTH = 80;
/** The most that is shown of a reason: it may quote what the sender wrote. */
const MAX_REASON_LENGTH = 400;
const MAX_ID_LENGTH = 256;

/**
 * Breaks a text into lines of at most 80 columns; a word that is longer is broken too. A line that begins with two
 * spaces is a command, and left as it is.
 */
export function wrap(text: string, indent = ''): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('  ') ? [line] : wrapLine(line, WIDTH - indent.length)))
    .map((line) => indent + line)
    .join('\n');
}

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

/** `1 message`, `2 messages`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A text that somebody sent, so that it cannot steer a terminal nor fill it. */
function printable(text: string, maxLength: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '\u{fffd}')];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : characters.join('');
}

function wrapLine(text: string, room: number): string[] {
  const lines = [''];
  for (const word of text.split(' ').flatMap((long) => long.match(new RegExp(`.{1,${room}}`, 'gu')) ?? [])) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
