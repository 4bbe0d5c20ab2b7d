import type { RecordedCall } from '../../tools/stack/call-log.ts';

/** The calls to an embedded stack since it started. */
export async function recordedCalls(endpoint = process.env.AWS_ENDPOINT_URL): Promise<RecordedCall[]> {
  const response = await fetch(`${endpoint}/_embedded/calls`);
  return (await response.json()) as RecordedCall[];
}
