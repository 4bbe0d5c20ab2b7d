export type Output = { write(text: string): unknown; isTTY?: boolean };

/** Calls a function after that many milliseconds, unless the function that it returns is called before. */
export type After = (milliseconds: number, act: () => void) => () => void;

/** What takes longer than this shows how far it is. */
const QUIET_MS = 2000;

/** Shows how far a command is once it takes over two seconds: in place on a terminal, otherwise a line for each change. */
export function createProgress(output: Output, after: After) {
  let latest = '';
  let shown = '';
  let isLong = false;
  const cancel = after(QUIET_MS, () => {
    isLong = true;
    show(latest);
  });

  function show(line: string): void {
    latest = line;
    if (!isLong || line === shown) return;
    output.write(output.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
    shown = line;
  }

  /** Removes the line from a terminal, so that something else can be written. */
  function clear(): void {
    if (output.isTTY && shown !== '') output.write('\r\u001b[K');
    shown = output.isTTY ? '' : shown;
  }

  return {
    show,
    clear,
    end(): void {
      cancel();
      clear();
      isLong = false;
    },
  };
}
