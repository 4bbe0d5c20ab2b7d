import { SourceMap } from 'node:module';

/** A position in a function's bundle, as in a stack trace: `/var/task/src/functions/ingest.js:12:3456`. */
const POSITION = /[^\s("]*src\/functions\/(\w+)\.js:(\d+):(\d+)/g;

/**
 * Replaces every position in a bundle in a text by the position in the source. One without a source, or in a bundle of
 * no function, stays as it is.
 *
 * @param sourceMapOf gives a function's source map as JSON.
 */
export async function mapStack(
  text: string,
  sourceMapOf: (functionName: string) => Promise<string>,
): Promise<string> {
  const names = new Set([...text.matchAll(POSITION)].map(([, name = '']) => name));
  const maps = new Map<string, SourceMap>();
  for (const name of names) {
    const map = await sourceMapOf(name).catch(() => undefined);
    if (map !== undefined) maps.set(name, new SourceMap(JSON.parse(map)));
  }
  return text.replaceAll(POSITION, (position, name: string, line: string, column: string) => {
    // A stack trace counts from 1, a source map from 0.
    const entry = maps.get(name)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return position;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
