export type Random = ReturnType<typeof createRandom>;

// A local constant: Jest makes every access to a global slow, and this runs once per letter of every name.
const { imul } = Math;

/**
 * Random values that depend only on a seed and a name. What is drawn under one name stays the same whatever else
 * happens in a schedule, so that a failing schedule can be shrunk step by step.
 */
export function createRandom(seed: number) {
  const start = mix(seed);
  const draw = (name: string) => hash(start, name) / 2 ** 32;
  return {
    chance: (name: string, probability: number) => draw(name) < probability,
    /** A number from `low` up to `high`. */
    between: (name: string, low: number, high: number) => low + draw(name) * (high - low),
    /** A whole number, both ends included. */
    integer: (name: string, low: number, high: number) => low + Math.floor(draw(name) * (high - low + 1)),
    pick: <T>(name: string, from: readonly [T, ...T[]]) =>
      from[Math.floor(draw(name) * from.length)] ?? from[0],
  };
}

/** The seed of one schedule of many. */
export function seedOf(seed: number, index: number): number {
  return mix(mix(seed) + index);
}

/** FNV-1a, which is fast on short names, with the finish of MurmurHash3, which spreads its low bits. */
function hash(start: number, name: string): number {
  let value = start;
  for (let index = 0; index < name.length; index++) {
    value = imul(value ^ name.charCodeAt(index), 0x01000193);
  }
  return mix(value);
}

function mix(value: number): number {
  let mixed = (value ^ 0x811c9dc5) >>> 0;
  mixed = imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
