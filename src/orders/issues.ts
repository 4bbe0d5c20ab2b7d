/** One problem of an input. `path` is the field as the sender wrote it, or empty for the whole input. */
export type Issue = { path: string; message: string };

/** The most problems that a message lists; it counts the rest, which bounds the message for a hostile input. */
const MAX_LISTED = 10_000;
const MAX_PATH_LENGTH = 64;

/** All problems in one sentence, each with its path. */
export function listIssues(issues: readonly Issue[]): string {
  const listed = issues.slice(0, MAX_LISTED).map(({ path, message }) => `${clip(path)} ${message}`.trim());
  const rest = issues.length - listed.length;
  return `${listed.join('; ')}${rest > 0 ? `; and ${rest} more problems` : ''}`;
}

function clip(path: string): string {
  return path.length > MAX_PATH_LENGTH ? `${path.slice(0, MAX_PATH_LENGTH)}…` : path;
}

/** The reason of a refusal for the log: at most 2,000 characters. The caller gets the whole message. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}
