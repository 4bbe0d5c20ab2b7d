import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './service-client.ts';

/** An order to send, and what ingest is to make of it. */
export type Fixture = { name: string; order: Record<string, unknown>; expected: Outcome };

/** The orders of `fixtures/` in the order they are to be sent: some repeat others. */
export function readFixtures(directory: string): Fixture[] {
  const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  return read('expected.json').map(({ fixture: name, ...expected }: { fixture: string } & Outcome) => ({
    name,
    order: read(name),
    expected,
  }));
}
