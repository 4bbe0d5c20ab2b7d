/** Characters that would not show, or would change the direction of what follows them. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text with a visible escape for each character that would not show. */
export function visible(text: string): string {
  return text.replaceAll(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** JSON with line breaks and indentation, its values as they were written; other text as it is. */
export function indented(text: string): string {
  try {
    JSON.parse(text);
  } catch {
    return text;
  }
  let depth = 0;
  const line = () => `\n${'  '.repeat(depth)}`;
  return text.replaceAll(/("(?:\\.|[^"\\])*")|\s+|[[{]\s*[\]}]|[[{\]},:]/g, (token, string) => {
    if (string !== undefined) return token;
    if (/^[[{]$/.test(token)) {
      depth += 1;
      return token + line();
    }
    if (/^[\]}]$/.test(token)) {
      depth -= 1;
      return line() + token;
    }
    if (token === ',') return token + line();
    return token === ':' ? ': ' : token.trim();
  });
}

export function duration(milliseconds: number): string {
  if (milliseconds < 0.95) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds < 9.95) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds < 59_950) return `${(milliseconds / 1000).toFixed(milliseconds < 9995 ? 2 : 1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

export const clock = (time: number) => new Date(time).toLocaleTimeString('en-GB');

export const count = (number: number) => number.toLocaleString('en-US');

/** Such as "1 order", "2 orders". */
export const plural = (number: number, noun: string) => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export const amountText = (amount: number) => amount.toLocaleString('en-US', { minimumFractionDigits: 2 });
