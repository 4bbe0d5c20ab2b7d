import { count } from './summary.ts';

type Output = { isTTY?: boolean; write(text: string): unknown };

/** Shows how far a run is: in place on a terminal, elsewhere a line at each tenth. */
export function createProgress(total: number, output: Output, now: () => number) {
  const startedAt = now();
  let tenths = 0;

  function line(done: number): string {
    const percent = Math.floor((100 * done) / total);
    const seconds = ((now() - startedAt) / 1000).toFixed(1);
    return `${String(percent).padStart(3)} %  ${count(done)} of ${count(total)} schedules, ${seconds} s`;
  }

  return {
    show(done: number): void {
      if (output.isTTY) {
        output.write(`\r${line(done)}`);
        return;
      }
      const reached = Math.floor((10 * done) / total);
      if (reached > tenths) output.write(`${line(done)}\n`);
      tenths = Math.max(tenths, reached);
    },
    end(): void {
      if (output.isTTY) output.write('\n');
    },
  };
}
