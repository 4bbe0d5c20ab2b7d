import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Files hold the content of orders, so only their owner may read them. */
const MODE = 0o600;

/** Writes text at the end of a file. It is on the disk when this returns. */
export function appendDurably(path: string, text: string): void {
  writeAndSync(path, 'a', text);
}

/** Writes a new file that is either complete and on the disk, or not there. */
export function writeDurably(path: string, text: string): void {
  const unfinished = `${path}.unfinished`;
  writeAndSync(unfinished, 'w', text);
  renameSync(unfinished, path);
  syncFolder(path);
}

function writeAndSync(path: string, flags: 'a' | 'w', text: string): void {
  const file = openSync(path, flags, MODE);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the name of a new file durable. Windows cannot open folders, and needs no such call. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
