import { createRedrive } from '../../../../../tools/commands/redrive/command.ts';
import { createInMemorySqs } from './in-memory-sqs.ts';
import { serviceOver } from './service.ts';

/** The command over queues in memory, and what it printed. */
export function createCommand({ environment = {}, isTTY = false } = {}) {
  const sqs = createInMemorySqs();
  const interruption = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const connections: unknown[] = [];
  const slept: number[] = [];
  const connect = (...place: unknown[]) => {
    connections.push(place);
    return serviceOver(sqs);
  };
  const redrive = createRedrive({
    environment,
    connect,
    stdout: { isTTY, write: (text) => (printed.stdout += text) },
    stderr: { write: (text) => (printed.stderr += text) },
    sleep: async (milliseconds) => void slept.push(milliseconds),
    onInterrupt: () => interruption.signal,
  });
  return { sqs, interruption, printed, connections, slept, redrive };
}
