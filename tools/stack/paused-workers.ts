import { Session, url } from 'node:inspector';

/**
 * Resumes worker threads that a debugger has paused, or pauses, or that wait for one. Terminating such a thread takes
 * effect only then; before, neither the thread nor the process ends. To call before the first thread is terminated: a
 * message to a thread that is ending aborts the process.
 *
 * @returns a function that ends this.
 */
export function keepResumingWorkers(): () => void {
  if (url() === undefined) return () => {};
  const session = new Session();
  session.connect();
  const post = (sessionId: string, method: string) =>
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method }) });

  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    // It reports every pause, also one that has begun.
    post(sessionId, 'Debugger.enable');
    post(sessionId, 'Runtime.runIfWaitingForDebugger');
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }) => {
    if (JSON.parse(message).method === 'Debugger.paused') post(sessionId, 'Debugger.resume');
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  return () => session.disconnect();
}
