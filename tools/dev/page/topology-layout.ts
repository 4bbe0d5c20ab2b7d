import type { Topology } from './types.ts';

export type Place = { row: number; column: number };

/**
 * Where each node stands: messages travel from row to row downwards, with the longest way in the first column. A dead-letter
 * queue stands beside what it belongs to; what nothing leads to stands just above what it leads to. Schedules have no place:
 * they are part of the function that they start.
 */
export function placeNodes({ nodes, edges }: Topology): Map<string, Place> {
  const kindOf = new Map(nodes.map(({ id, kind }) => [id, kind]));
  const isDrawn = (id: string) => kindOf.has(id) && kindOf.get(id) !== 'schedule';
  const isBeside = (id: string) => kindOf.get(id) === 'dead-letter queue';
  const drawn = edges.filter(({ from, to }) => isDrawn(from) && isDrawn(to));
  const onward = drawn.filter(({ from, to }) => !isBeside(from) && !isBeside(to));
  const sourcesOf = (id: string) => onward.filter(({ to }) => to === id).map(({ from }) => from);
  const targetsOf = (id: string) => onward.filter(({ from }) => from === id).map(({ to }) => to);

  const rows = new Map<string, number>();
  function rowOf(id: string, passed: string[] = []): number {
    // A circle has no beginning: it is cut where it closes.
    if (passed.includes(id)) return -1;
    const known = rows.get(id);
    if (known !== undefined) return known;
    const row = Math.max(-1, ...sourcesOf(id).map((source) => rowOf(source, [...passed, id]))) + 1;
    rows.set(id, row);
    return row;
  }
  const main = nodes.map(({ id }) => id).filter((id) => isDrawn(id) && !isBeside(id));
  for (const id of main) rowOf(id);

  const spine = new Set<string>();
  for (let id = main.toSorted((a, b) => rowOf(b) - rowOf(a))[0]; id !== undefined; ) {
    spine.add(id);
    const above = rowOf(id) - 1;
    id = sourcesOf(id).find((source) => rowOf(source) === above);
  }
  for (const id of main) {
    if (spine.has(id) || sourcesOf(id).length > 0 || targetsOf(id).length === 0) continue;
    rows.set(id, Math.max(0, Math.min(...targetsOf(id).map((target) => rowOf(target))) - 1));
  }

  const places = new Map<string, Place>();
  const next: number[] = [];
  const put = (id: string, row: number) => {
    const column = spine.has(id) ? 0 : Math.max(1, next[row] ?? 1);
    if (column > 0) next[row] = column + 1;
    places.set(id, { row, column });
  };
  for (const id of main) put(id, rowOf(id));
  for (const { id } of nodes.filter((node) => isBeside(node.id))) {
    put(id, rows.get(drawn.find(({ to }) => to === id)?.from ?? '') ?? 0);
  }
  return places;
}
