import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../service/project.ts';
import { wrap } from '../service/text.ts';
import { BUDGETS, type BudgetedFigures } from './budgets.ts';
import type { Summary } from './statistics.ts';

/** What a measurement found: a section of the report, and the figures that have a budget. */
export type Measurement = { section: Section; budgeted: BudgetedFigures };

type Section = { title: string; notes: string[]; tables: Table[] };
export type Table = { headings: string[]; rows: string[][] };

/** Says how far a measurement is. */
export type Progress = (done: number, of: number) => void;

/** The whole report, as Markdown that reads well in a terminal too. */
export function renderReport(measurements: readonly Measurement[], duration: string): string {
  const budgeted = Object.assign({}, ...measurements.map((measurement) => measurement.budgeted));
  const sections = [compareWithBudgets(budgeted), ...measurements.map(({ section }) => section)];
  return ['# What was measured', describeRun(duration), ...sections.map(render)].join('\n\n');
}

/** A figure with its spread: the median, and the quartiles in brackets. */
export function spread({ median, lowerQuartile, upperQuartile }: Summary, digits = 1): string {
  const [middle, low, high] = [median, lowerQuartile, upperQuartile].map((value) => figure(value, digits));
  return `${middle} (${low}-${high})`;
}

/** A number with its thousands separated. */
export function figure(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function compareWithBudgets(budgeted: Record<string, number>): Section {
  const rows = Object.entries(BUDGETS).map(([name, budget]) => {
    const measured = budgeted[name] ?? Number.NaN;
    const [limit, words, kept] =
      'atLeast' in budget
        ? [budget.atLeast, 'at least', measured >= budget.atLeast]
        : [budget.atMost, 'at most', measured <= budget.atMost];
    const digits = limit < 10 ? 2 : 0;
    return [name, figure(measured, digits), `${words} ${figure(limit, digits)}`, kept ? 'yes' : 'NO'];
  });
  return {
    title: 'In short',
    notes: ['The budgets of this project. Every ratio compares figures of this run.'],
    tables: [{ headings: ['figure', 'measured', 'budget', 'kept'], rows }],
  };
}

/** When, on which machine and with which versions the figures were measured. */
function describeRun(duration: string): string {
  const [cpu] = cpus();
  const load = loadavg().map((value) => value.toFixed(1));
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  const { esbuild, zod } = devDependencies;
  return [
    `${new Date().toISOString().slice(0, 10)}, by \`npm run bench\`, in ${duration}`,
    `${cpus().length} x ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ` +
      `${process.arch}; load at the end ${load.join(', ')}`,
    `Node ${process.versions.node}`,
    ...Object.entries({ ...dependencies, esbuild, zod }).map(([name, version]) => `${name} ${version}`),
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}

function render({ title, notes, tables }: Section): string {
  const blocks = [...notes.map((note) => wrap(note, '', 100)), ...tables.map(renderTable)];
  return [`## ${title}`, ...blocks].join('\n\n');
}

/** The first column is text, the others are figures. */
function renderTable({ headings, rows }: Table): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, 3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const align = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
  const line = (cells: string[]) => `| ${cells.map(align).join(' | ')} |`;
  const rule = widths.map((width, column) => '-'.repeat(width - 1) + (column === 0 ? '-' : ':'));
  return [line(headings), line(rule), ...rows.map(line)].join('\n');
}
