/** Numbers equal names, so that a name says what it is about and is still unique. */
export type UniqueName = (name: string) => string;

export function createUniqueNames(): UniqueName {
  const used = new Map<string, number>();
  return (name) => {
    const number = (used.get(name) ?? 0) + 1;
    used.set(name, number);
    return `${name}~${number}`;
  };
}
