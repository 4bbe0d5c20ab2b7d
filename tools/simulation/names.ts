/** Numbers what has the same name: so a name says what it is about, and is still the only one. */
export type Names = (name: string) => string;

export function createNames(): Names {
  const counts = new Map<string, number>();
  return (name) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name}~${count}`;
  };
}
