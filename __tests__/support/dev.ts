import { afterAll, beforeAll } from '@jest/globals';
import { type DevProcess, startDev } from '../../tools/service/dev-process.ts';
import { copyProject } from '../../tools/service/project.ts';
import { createServiceClient, type ServiceClient } from '../../tools/service/service-client.ts';

const DEADLINE_MS = 120_000;

/**
 * `npm run dev` of a copy of the project, for one test file, and a client of it. Both are available in the tests, not
 * before.
 *
 * @param change changes the copy before the start.
 */
export function useDev(args: string[] = [], change: (folder: string) => void = () => {}) {
  const { folder, remove } = copyProject();
  const own = { folder } as {
    folder: string;
    dev: DevProcess;
    service: ServiceClient;
    /** The entries of the functions' logs that contain a text. */
    logged(text: string): Promise<Record<string, unknown>[]>;
  };

  beforeAll(async () => {
    change(folder);
    own.dev = await startDev(folder, ...args);
    own.service = createServiceClient('local', own.dev.endpoint);
    own.logged = async (text) =>
      (await own.dev.get<string[]>(`/_embedded/log?${new URLSearchParams({ text })}`)).map((line) =>
        JSON.parse(line),
      );
  }, DEADLINE_MS);

  afterAll(async () => {
    await own.dev?.stop();
    remove();
  });

  return own;
}
