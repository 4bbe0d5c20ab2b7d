/** The most lines that are kept, or a bit more: the oldest go first. */
const MAX_LINES = 20_000;

/** What the functions logged, line by line, to ask for: as CloudWatch keeps it, for as long as the stack is up. */
export function createFunctionLog() {
  const lines: string[] = [];

  return {
    write(text: string): void {
      lines.push(...text.split('\n').filter((line) => line !== ''));
      if (lines.length > 2 * MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
    },

    /** The lines that contain a text, oldest first. */
    find: (text: string): string[] => lines.filter((line) => line.includes(text)),
  };
}
