import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../service/service-client.ts';

type Order = Record<string, unknown>;

/** An event of `fixtures/`, the function it is for, and the expected answer. */
export type Fixture = { name: string; functionName: string; event: Order | Order[]; expected: Outcome };

/** The fixtures in the sequence to send them in: some repeat earlier ones. */
export function readFixtures(directory: string): Fixture[] {
  const read = (name: string) => JSON.parse(readFileSync(join(directory, name), 'utf8'));
  type Entry = Outcome & { fixture: string; function: string };
  return read('expected.json').map(({ fixture: name, function: functionName, ...expected }: Entry) => ({
    name,
    functionName,
    event: read(name),
    expected,
  }));
}

/** The OrderIds of a fixture, as they are written there. */
export function orderIdsOf({ event }: Fixture): string[] {
  return [event].flat().map(({ OrderId, orderId }) => String(OrderId ?? orderId));
}
