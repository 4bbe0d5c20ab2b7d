import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder of the project. */
export const PROJECT = join(import.meta.dirname, '../..');

/** What is installed, built or hidden. */
const LEFT_OUT = /^(node_modules|build|coverage|\..*)$/;

/** Copies the project's files into a folder. @param hidden names of hidden files to copy as well. */
export function copyFiles(folder: string, hidden = /^$/): void {
  for (const name of readdirSync(PROJECT)) {
    if (!LEFT_OUT.test(name) || hidden.test(name))
      cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  }
}

/** Copies the project into a temporary folder, with a link to its packages, so that its files can be changed. */
export function copyProject(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'high-value-orders-'));
  copyFiles(folder);
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
