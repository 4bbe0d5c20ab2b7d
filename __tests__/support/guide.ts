import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One change of a guide: a fenced block ```diff that names its file. */
type Change = { file: string; before: string; after: string };

/** Every change of a guide, in sequence. */
export function changesIn(markdown: string): Change[] {
  return [...markdown.matchAll(/^```diff (\S+)\n(.*?)^```$/gms)].map(([, file = '', diff = '']) => {
    const side = (sign: '-' | '+') =>
      diff
        .split('\n')
        .filter((line) => line.startsWith(' ') || line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    return { file, before: side('-'), after: side('+') };
  });
}

/** Makes a change in a copy of the project. @throws if the file does not have the text to replace exactly once. */
export function applyChange({ file, before, after }: Change, project: string): void {
  const path = join(project, file);
  const parts = readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2) {
    throw new Error(`${file} has the text to replace ${parts.length - 1} times, not once:\n${before}`);
  }
  writeFileSync(path, parts.join(after));
}
