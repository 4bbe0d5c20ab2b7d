/** Breaks text into lines of at most `columns`, inside a word if need be. Lines that begin with two spaces stay as they are. */
export function wrap(text: string, indent = '', columns = 80): string {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('  ') ? [line] : wrapLine(line, columns - indent.length)))
    .map((line) => indent + line)
    .join('\n');
}

/** `1 message`, `2 messages`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A sender's text, cut off and without characters that control a terminal. */
export function printable(text: string, maxLength: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '\u{fffd}')];
  return characters.length > maxLength ? `${characters.slice(0, maxLength).join('')}…` : characters.join('');
}

/** JSON for a person or a program: characters that control a terminal are escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll(/[^\P{C}\n]/gu, (character) =>
    character.replaceAll(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

function wrapLine(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ').flatMap((long) => long.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [])) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
