/** One line that a function wrote, or Lambda about it. */
export type LogLine = {
  /** Counts the lines of all functions. */
  number: number;
  functionName: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
};

export type FunctionLog = ReturnType<typeof createFunctionLog>;

/** The one stream that each function has in its log group. */
export const LOG_STREAM = 'embedded';

/** The most lines that are kept, of all functions together, or a bit more: the oldest go first. */
const MAX_LINES = 20_000;

/** What the functions logged, line by line, for as long as the stack is up. */
export function createFunctionLog(now: () => number = Date.now) {
  const lines: LogLine[] = [];
  let count = 0;

  return {
    write(functionName: string, text: string): void {
      const timestamp = now();
      for (const message of text.split('\n').filter((line) => line !== '')) {
        lines.push({ number: count++, functionName, timestamp, message });
      }
      if (lines.length > 2 * MAX_LINES) lines.splice(0, lines.length - MAX_LINES);
    },

    /** The lines of one function, oldest first. */
    of: (functionName: string): LogLine[] => lines.filter((line) => line.functionName === functionName),

    /** The lines of every function that contain a text, oldest first. */
    find: (text: string): string[] =>
      lines.filter(({ message }) => message.includes(text)).map(({ message }) => message),
  };
}
