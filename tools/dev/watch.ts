import { once } from 'node:events';
import { watch } from 'chokidar';

/**
 * How long no file may change before a batch of changes ends: an editor or git writes several files at once. More than
 * the 50 ms after a change in which chokidar reports no further one of the same file.
 */
const QUIET_MS = 60;

/**
 * Watches files and folders.
 *
 * @param onChange is given each batch of changed files, relative to `root`, and never runs twice at a time.
 */
export async function watchFiles(
  root: string,
  paths: readonly string[],
  onChange: (changed: string[]) => Promise<void>,
) {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const watcher = watch([...paths], { cwd: root, ignoreInitial: true });
  watcher.on('all', (_, path) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  });
  await once(watcher, 'ready');

  function flush() {
    running = running.then(async () => {
      const batch = [...changed];
      changed.clear();
      if (batch.length > 0) await onChange(batch);
    });
  }

  return {
    async stop() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
