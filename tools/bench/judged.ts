import { figure, type Section } from './table.ts';

/** A figure with the bound that it is to keep. */
export type Judged = { what: string; measured: number; bound: number; atLeast?: boolean; digits?: number };

/** What a part of the bench found. */
export type Found = { section: Section; judged: Judged[] };

/** Every judged figure beside its bound, in one table. */
export function summary(judged: readonly Judged[]): Section {
  const rows = judged.map(({ what, measured, bound, atLeast = false, digits = 2 }) => {
    const kept = atLeast ? measured >= bound : measured <= bound;
    const limit = `${atLeast ? 'at least' : 'at most'} ${figure(bound, digits)}`;
    return [what, figure(measured, digits), limit, kept ? 'yes' : 'NO'];
  });
  return {
    title: 'In short',
    notes: ['What this project holds itself to. Every ratio is of figures of this run.'],
    tables: [{ headings: ['figure', 'measured', 'to be', 'kept'], rows }],
  };
}
