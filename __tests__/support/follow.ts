import { createFollow } from '../../tools/commands/follow/command.ts';
import { createOperatorCommand } from '../../tools/service/operator-command.ts';
import type { ServiceClient } from '../../tools/service/service-client.ts';
import { createOperatorProcess } from './operator-process.ts';
import { stage } from './service.ts';

/** What `npm run follow -- --json` prints, as far as tests read it. */
export type Story = {
  State: string;
  Summary: string;
  Next: string[];
  Notes: string[];
  Item: Record<string, unknown> | null;
  Since: string | null;
  Lines: {
    At: string;
    FunctionName: string;
    Outcome?: string;
    Notification?: string;
    Reason?: string;
    MessageId?: string;
    Receives?: number;
    TraceId?: string;
  }[];
  DeadLetters: { Queue: string; MessageId: string; Reason: string }[];
  Traces: { TraceId: string; FunctionNames: string[] }[];
  OtherOrderIds: string[];
};

/** Follows an order of a service, in this process. */
export async function follow(service: ServiceClient, orderId: string, ...args: string[]): Promise<Story> {
  const { commandProcess, printed } = createOperatorProcess({ service, environment: process.env });
  const command = createOperatorCommand(createFollow(Date.now), commandProcess);
  await command([orderId, '--stage', stage, '--json', ...args]);
  if (printed.stderr !== '') throw new Error(printed.stderr);
  return JSON.parse(printed.stdout);
}

/** What each function decided, in order of time: `ingest refused 2`, with the receive if it is logged. */
export const decisions = ({ Lines }: Pick<Story, 'Lines'> = { Lines: [] }) =>
  Lines.map(({ FunctionName, Outcome, Receives = '' }) => `${FunctionName} ${Outcome} ${Receives}`.trim());
