/** A model was asked for something that it does not know. Teach it first, or the simulation proves nothing. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}

/** An error that AWS answers, under the name that AWS gives it. */
export class ServiceError extends Error {
  readonly $metadata: { attempts?: number } = {};

  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Refuses an input with a field that a model does not know. */
export function assertKnown(input: object, known: readonly string[], operation: string): void {
  for (const [field, value] of Object.entries(input)) {
    if (value !== undefined && !known.includes(field)) throw new ModelError(`${operation} with ${field}`);
  }
}
