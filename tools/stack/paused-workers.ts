import { Session, url } from 'node:inspector';

const INTERVAL_MS = 20;

/**
 * Resumes worker threads whenever a debugger pauses them, or they wait for one. Terminating such a thread takes effect only
 * then; before, neither the thread nor the process ends.
 *
 * @returns a function that ends this.
 */
export function keepResumingWorkers(): () => void {
  if (url() === undefined) return () => {};
  const sessionIds = new Set<string>();
  const messages = ['Debugger.resume', 'Runtime.runIfWaitingForDebugger'].map((method, id) =>
    JSON.stringify({ id, method }),
  );
  const session = new Session();
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params }) => sessionIds.add(params.sessionId));
  session.on('NodeWorker.detachedFromWorker', ({ params }) => sessionIds.delete(params.sessionId));
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });

  const timer = setInterval(() => {
    for (const sessionId of sessionIds)
      for (const message of messages) session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    session.disconnect();
  };
}
