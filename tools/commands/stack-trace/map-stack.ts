import { SourceMap } from 'node:module';

/** A place in a function's bundle, as a stack trace has it: `/var/task/src/functions/ingest.js:12:3456`. */
const PLACE = /[^\s("]*src\/functions\/(\w+)\.js:(\d+):(\d+)/g;

/**
 * A text with stack traces in it, each place in a bundle replaced by the place in the source that it came from. A
 * place that came from nowhere, and one in a bundle that is none of the functions', stays as it is.
 *
 * @param sourceMapOf gives a function's source map as JSON.
 */
export async function mapStack(
  text: string,
  sourceMapOf: (functionName: string) => Promise<string>,
): Promise<string> {
  const names = new Set([...text.matchAll(PLACE)].map(([, name = '']) => name));
  const maps = new Map<string, SourceMap>();
  for (const name of names) {
    const map = await sourceMapOf(name).catch(() => undefined);
    if (map !== undefined) maps.set(name, new SourceMap(JSON.parse(map)));
  }
  return text.replaceAll(PLACE, (place, name: string, line: string, column: string) => {
    // A trace counts from 1, a source map from 0.
    const entry = maps.get(name)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return place;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}
