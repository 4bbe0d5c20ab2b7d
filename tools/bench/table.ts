import { wrap } from '../service/text.ts';
import type { Summary } from './statistics.ts';

/** One part of the results: tables and what to know to read them. */
export type Section = { title: string; notes: string[]; tables: Table[] };
export type Table = { headings: string[]; rows: string[][] };

/** A section as Markdown that reads well in a terminal too. The first column is text, the others are figures. */
export function render({ title, notes, tables }: Section): string {
  return [`## ${title}`, ...notes.map((note) => wrap(note, '', 100)), ...tables.map(renderTable)].join(
    '\n\n',
  );
}

/** A figure with its spread: the median, and the quartiles in brackets. */
export function spread({ median, lowerQuartile, upperQuartile }: Summary, digits = 1): string {
  const [middle, low, high] = [median, lowerQuartile, upperQuartile].map((value) => figure(value, digits));
  return `${middle} (${low}-${high})`;
}

/** A number with thousands apart. */
export function figure(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function renderTable({ headings, rows }: Table): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, 3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width, column)).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(headings), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
