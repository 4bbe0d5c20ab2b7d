import type { CommandProcess } from '../../tools/service/operator-command.ts';
import type { ServiceClient } from '../../tools/service/service-client.ts';

type Settings = {
  /** The parts of the service that the command uses. */
  service?: Partial<ServiceClient>;
  environment?: NodeJS.ProcessEnv;
  isTTY?: boolean;
  /** What is typed at each question; without it there is no terminal to ask on. */
  typed?: string[];
};

/** A process in memory for a command of an operator: what it prints, and what happens to it. */
export function createOperatorProcess({
  service = {},
  environment = {},
  isTTY = false,
  typed,
}: Settings = {}) {
  const interruption = new AbortController();
  const printed = { stdout: '', stderr: '' };
  const connections: [stage: string, endpoint: string | undefined][] = [];
  const timers: (() => void)[] = [];
  const commandProcess: CommandProcess = {
    environment,
    connect(...place) {
      connections.push(place);
      return service as ServiceClient;
    },
    stdout: { isTTY, write: (text) => (printed.stdout += text) },
    stderr: { isTTY, write: (text) => (printed.stderr += text) },
    ask:
      typed &&
      (async (question) => {
        printed.stderr += `${question}\n`;
        return typed.shift() ?? '';
      }),
    onInterrupt: () => interruption.signal,
    after(_milliseconds, act) {
      timers.push(act);
      return () => timers.splice(timers.indexOf(act), 1);
    },
  };
  return {
    commandProcess,
    printed,
    connections,
    /** What was printed, with the white space of the wrapped lines as single spaces. */
    text: () => (printed.stdout + printed.stderr).replaceAll(/\s+/g, ' '),
    interrupt: () => interruption.abort(),
    /** Two seconds pass. */
    passTime: () => timers.forEach((act) => void act()),
  };
}
