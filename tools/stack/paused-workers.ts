import { Session, url } from 'node:inspector';

/**
 * Resumes worker threads that a debugger has paused. Terminating such a thread takes effect only then; before, neither the
 * thread nor the process ends.
 */
export function resumePausedWorkers(): void {
  if (url() === undefined) return;
  const session = new Session();
  session.connect();
  const message = JSON.stringify({ id: 1, method: 'Debugger.resume' });
  session.on('NodeWorker.attachedToWorker', ({ params: { sessionId } }) => {
    session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  });
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
}
