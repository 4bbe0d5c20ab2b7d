/** What happens, step by step in words. Words cost time: nobody may make them unless the trace is `on`. */
export type Trace = {
  readonly on: boolean;
  say(who: string, what: string): void;
  readonly lines: readonly string[];
};

export function createTrace(now: () => number): Trace {
  const lines: string[] = [];
  return { on: true, say: (who, what) => void lines.push(`${clock(now())}  ${who}: ${what}`), lines };
}

export const noTrace: Trace = { on: false, say: () => {}, lines: [] };

/** Minutes, seconds and milliseconds since the beginning. */
function clock(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${seconds}`.padStart(10);
}
