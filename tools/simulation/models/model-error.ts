/** A model was asked for something it does not know: it must learn it first, or the simulation means nothing. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** What a service answers in the place of a result, under the name that AWS gives it. */
export class ServiceError extends Error {
  readonly $metadata: { attempts?: number } = {};

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Refuses inputs with fields that a model does not know. */
export function assertKnown(input: object, known: readonly string[], what: string): void {
  for (const [field, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(field)) throw new ModelError(`${what} with ${field}`);
  }
}
