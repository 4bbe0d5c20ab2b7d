/** The signals that end a program: Ctrl-C, kill, and the end of its terminal. */
export const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs a command. An error is printed without its stack trace and sets the exit code. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    fail(error);
  }
}

/** Prints an error without its stack trace, after wrong options also the help, and sets the exit code. */
export function fail(error: unknown, help?: string): void {
  console.error(error instanceof Error ? error.message : error);
  const isWrongOption = String(Object(error).code).startsWith('ERR_PARSE_ARGS');
  if (isWrongOption && help !== undefined) console.error(`\n${help}`);
  process.exitCode = 1;
}
