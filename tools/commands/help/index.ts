/** `npm run help`: prints what each script is for, from CONTRIBUTING.md. */
import { readFileSync } from 'node:fs';
import { wrap } from '../../service/text.ts';
import { scriptsIn } from './scripts-table.ts';

const document = readFileSync(new URL('../../../CONTRIBUTING.md', import.meta.url), 'utf8');
const scripts = scriptsIn(document);
const width = 2 + Math.max(...scripts.map(({ command }) => command.length));
for (const { command, purpose } of scripts) {
  console.log(command.padEnd(width) + wrap(purpose, ' '.repeat(width)).trimStart());
}
