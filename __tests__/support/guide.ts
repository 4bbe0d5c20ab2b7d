import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One change of a guide: a fenced block ```diff that names its file. */
type Change = { file: string; before: string; after: string };

/** The changes of a guide, in order. */
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

/** Makes a change in a copy of the project: one without a line to find makes a new file. @throws where it does not apply. */
export function applyChange({ file, before, after }: Change, project: string): void {
  const path = join(project, file);
  const isNew = before === '' && !existsSync(path);
  const parts = isNew ? ['', ''] : readFileSync(path, 'utf8').split(before);
  if (parts.length !== 2 || (before === '' && !isNew)) {
    throw new Error(`${file} has ${parts.length - 1} times what the guide replaces:\n${before}`);
  }
  writeFileSync(path, parts.join(after));
}
