import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const PROJECT = join(__dirname, '../..');

export const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');

/** Folders that are in no commit, such as `node_modules`. */
const IGNORED = new Set([...read('.gitignore').matchAll(/^(\S+)\/$/gm)].map(([, folder]) => folder));

/** The path of every file of the project, without what is installed, built or hidden. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(PROJECT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    const skipped = entry.name.startsWith('.') || IGNORED.has(entry.name);
    if (skipped) return [];
    return entry.isDirectory() ? projectFiles(path) : [path];
  });
}

/** Every document of the project. */
export const DOCUMENTS = projectFiles().filter((path) => path.endsWith('.md'));

/** The text of each fenced block of a language, without the indentation of a list. */
export function blocksOf(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(new RegExp(`^( *)\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'));
  return [...blocks].map(([, indent, text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''));
}

/** The commands of the `sh` blocks, one a line, without their comments. */
export function commandsOf(markdown: string): string[] {
  return blocksOf(markdown, 'sh')
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.replace(/(^| +)#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The rows of the table under a heading, cell by cell, without the header row. */
export function tableUnder(heading: string, markdown: string): string[][] {
  const section = markdown.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) => row.split(/ *\| */).slice(1, -1));
}

/** The anchors that GitHub gives to the headings. */
export function anchorsOf(markdown: string): string[] {
  const headings = withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The text without its fenced blocks. */
export function withoutBlocks(markdown: string): string {
  return markdown.replaceAll(/^ *```.*?^ *```/gms, '');
}
