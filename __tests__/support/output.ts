import { jest } from '@jest/globals';

/** Keeps what the process writes from now on, instead of showing it, until `jest.restoreAllMocks()`. */
export function captureOutput(): string[] {
  const written: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
  }
  return written;
}
