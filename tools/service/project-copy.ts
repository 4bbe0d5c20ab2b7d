import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PROJECT } from './package-service.ts';

/** What is installed, built or hidden. */
const LEFT_OUT = /^(node_modules|build|coverage|\..*)$/;

/** Copies the project into a temporary folder, with a link to its packages, so that its files can be changed. */
export function copyProject(): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'high-value-orders-'));
  cpSync(PROJECT, folder, { recursive: true, filter: (path) => !LEFT_OUT.test(relative(PROJECT, path)) });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
