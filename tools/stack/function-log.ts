/** A line that a function, or Lambda, wrote to the function's log. */
export type LogLine = {
  /** Its place among the lines of all functions. */
  number: number;
  functionName: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
};

export type FunctionLog = ReturnType<typeof createFunctionLog>;

/** The only stream of each log group. */
export const LOG_STREAM = 'embedded';

/** Lines kept of all functions together. Up to twice as many are held before the oldest are dropped. */
const MAX_LINES = 20_000;

/** What the functions logged, in memory. */
export function createFunctionLog(now: () => number = Date.now) {
  const lines: LogLine[] = [];
  let written = 0;

  return {
    write(functionName: string, text: string): void {
      const timestamp = now();
      for (const message of text.split('\n').filter((line) => line !== '')) {
        lines.push({ number: written++, functionName, timestamp, message });
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
