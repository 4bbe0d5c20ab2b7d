/** A promise that was broken: its name, and how it came out. */
export type Violation = { rule: string; what: string };

export function broken(rule: string, what: string): Violation {
  return { rule, what };
}
