import type { RecordedCall } from '../../tools/stack/call-log.ts';

/** What was called on an embedded stack since it started. It tells anybody who asks. */
export async function recordedCalls(endpoint = process.env.AWS_ENDPOINT_URL): Promise<RecordedCall[]> {
  const response = await fetch(`${endpoint}/_embedded/calls`);
  return (await response.json()) as RecordedCall[];
}
