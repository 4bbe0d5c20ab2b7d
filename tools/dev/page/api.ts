/** What a change answers. `command` does the same in a terminal. */
export type Answer = { command?: string; status?: string; answer?: string; count?: number };

/** @throws Error with a sentence for the reader. */
export async function get<T>(path: string): Promise<T> {
  return request(path, {});
}

/** @throws Error with a sentence for the reader. */
export async function post(path: string, input: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await request<Answer | null>(path, { method: 'POST', headers, body: JSON.stringify(input) });
  return answer ?? {};
}

async function request<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch(() => {
    throw new Error('The stack does not answer. Is "npm run dev" still running?');
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new Error(messageIn(text) ?? `The stack answered ${response.status} to ${path}.`);
}

function messageIn(text: string): string | undefined {
  try {
    const { message } = Object(JSON.parse(text));
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
