import { SourceMap, type SourceMapping } from 'node:module';
import { until } from '../../tools/service/service-client.ts';

/** The messages of the DevTools protocol that are used here. */
type Message = {
  id?: number;
  method?: string;
  params: { sessionId: string; message: string; reason: string; scriptId: string; sourceMapURL: string };
  result: { scriptSource: string; breakpointId: string };
};
type Breakpoint = { file: string; line: number; removals: (() => unknown)[] };
type Script = { sessionId: string; scriptId: string; map: SourceMap; lines: string[] };

const INLINE_MAP = 'data:application/json;base64,';

/**
 * A debugger of the worker threads of a process, as an editor has one: it sets breakpoints by file and line of the sources,
 * in every script that is bundled from them.
 *
 * @param url of the inspector of the process.
 */
export async function attachDebugger(url: string) {
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
  const breakpoints: Breakpoint[] = [];
  const scripts: Script[] = [];
  const pauses: { resume(): void }[] = [];
  const answers = new Map<number, (message: Message) => void>();
  let lastId = 0;

  function post(method: string, params: object): void {
    socket.send(JSON.stringify({ id: ++lastId, method, params }));
  }

  function postTo(sessionId: string, method: string, params: object = {}): Promise<Message['result']> {
    const id = ++lastId;
    post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) });
    return new Promise((resolve) => answers.set(id, ({ result }) => resolve(result)));
  }

  async function receive(sessionId: string, message: Message): Promise<void> {
    const { id, method, params } = message;
    if (id !== undefined) answers.get(id)?.(message);
    if (method === 'Debugger.paused') {
      const resume = () => postTo(sessionId, 'Debugger.resume');
      if (params.reason === 'Break on start') resume();
      else pauses.push({ resume });
    }
    if (method !== 'Debugger.scriptParsed' || !params.sourceMapURL.startsWith(INLINE_MAP)) return;
    const json = Buffer.from(params.sourceMapURL.slice(INLINE_MAP.length), 'base64').toString();
    const { scriptSource } = await postTo(sessionId, 'Debugger.getScriptSource', params);
    const { scriptId } = params;
    const script = {
      sessionId,
      scriptId,
      map: new SourceMap(JSON.parse(json)),
      lines: scriptSource.split('\n'),
    };
    scripts.push(script);
    for (const breakpoint of breakpoints) bind(script, breakpoint);
  }

  async function bind(
    { sessionId, scriptId, map, lines }: Script,
    { file, line, removals }: Breakpoint,
  ): Promise<void> {
    const lineNumber = lines.findIndex((text, index) => {
      const found = map.findEntry(index, text.search(/\S|$/)) as Partial<SourceMapping>;
      return found.originalLine === line - 1 && found.originalSource?.endsWith(`/${file}`);
    });
    if (lineNumber < 0) return;
    const location = { scriptId, lineNumber };
    const { breakpointId } = await postTo(sessionId, 'Debugger.setBreakpoint', { location });
    removals.push(() => postTo(sessionId, 'Debugger.removeBreakpoint', { breakpointId }));
  }

  socket.addEventListener('message', async ({ data }) => {
    const { method, params }: Message = JSON.parse(data);
    if (method === 'NodeWorker.attachedToWorker') {
      await postTo(params.sessionId, 'Debugger.enable');
      await postTo(params.sessionId, 'Runtime.runIfWaitingForDebugger');
    }
    if (method !== 'NodeWorker.receivedMessageFromWorker') return;
    await receive(params.sessionId, JSON.parse(params.message));
  });
  post('NodeWorker.enable', { waitForDebuggerOnStart: true });

  return {
    /** @param line counts from 1. @returns a function that removes the breakpoint. */
    setBreakpoint(file: string, line: number): () => void {
      const breakpoint: Breakpoint = { file, line, removals: [] };
      breakpoints.push(breakpoint);
      for (const script of scripts) bind(script, breakpoint);
      return () => {
        breakpoints.splice(breakpoints.indexOf(breakpoint), 1);
        for (const remove of breakpoint.removals) remove();
      };
    },
    /** Waits until a worker is paused at a breakpoint. */
    paused: () => until('a worker to hit a breakpoint', async () => pauses.shift()),
  };
}
