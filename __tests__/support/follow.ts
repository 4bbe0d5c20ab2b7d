import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from '@jest/globals';
import { createFollow } from '../../tools/commands/follow/command.ts';
import { createOperatorCommand } from '../../tools/service/operator-command.ts';
import { type ServiceClient, untilEmpty } from '../../tools/service/service-client.ts';
import type { EmbeddedStack } from './embedded-stack.ts';
import { createOperatorProcess } from './operator-process.ts';
import { recordedCalls } from './recorded-calls.ts';
import { freshOrderId, stage } from './service.ts';

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

/** The calls that the lines of these stories since then tell of. */
export function callsToldBy(stories: Story[], since: string): Record<string, number> {
  const told: Record<string, number> = {};
  const add = (call: string) => {
    told[call] = call.endsWith('Publish') ? 1 : (told[call] ?? 0) + 1;
  };
  for (const { At, FunctionName, Outcome, Notification, Reason = '' } of stories.flatMap(
    ({ Lines }) => Lines,
  )) {
    if (At < since) continue;
    const isInvalid = Outcome === 'refused' && !Reason.includes('already stored');
    const isUnannounced = Reason.startsWith('AnnouncementFailedError');
    if (FunctionName === 'ingest' && !isInvalid) add('ingest dynamodb:PutItem');
    if (FunctionName === 'ingest' && (Notification === 'published' || isUnannounced))
      add('ingest sns:Publish');
    if (FunctionName === 'producer') add('producer sns:Publish');
    if (FunctionName === 'sweep') add('sweep sns:Publish');
    if (FunctionName === 'consumer') add('consumer dynamodb:UpdateItem');
  }
  return told;
}

/** Follows orders on a stack of its own, and compares the stories with the calls that the stack recorded. */
export function createFollowing(own: { stack: EmbeddedStack; service: ServiceClient }) {
  const drained = () => untilEmpty(own.service, ['OrderQueueUrl', 'HighValueQueueUrl'], 60_000);

  /** How often the functions wrote to the table, and who published, while `act` ran and until the queues were empty. */
  async function callsOf(act: () => Promise<unknown>): Promise<Record<string, number>> {
    const count = async () => {
      const recorded = await recordedCalls(own.stack.endpoint);
      return new Map(
        recorded.map(({ caller, action, calls }) => [`${caller.split('-').at(-1)} ${action}`, calls]),
      );
    };
    const before = await count();
    await act();
    await drained();
    const after = [...(await count())].map(([key, calls]) => [key, calls - (before.get(key) ?? 0)] as const);
    const made = after.filter(
      ([key, calls]) => calls > 0 && /^(?!test ).*((Put|Update)Item|Publish)$/.test(key),
    );
    // One call publishes up to ten.
    return Object.fromEntries(made.map(([key, calls]) => [key, key.endsWith('Publish') ? 1 : calls]));
  }

  /** Does something with an order, and follows the order: the story tells of exactly the calls that were recorded. */
  async function storyOf(orderId: string, act: () => Promise<unknown>): Promise<Story> {
    const since = new Date().toISOString();
    const calls = await callsOf(act);
    const story = await follow(own.service, orderId);
    expect(callsToldBy([story], since)).toEqual(calls);
    return story;
  }

  async function send(queue: string, MessageBody: string): Promise<void> {
    await own.service.sqs.send(
      new SendMessageCommand({ QueueUrl: await own.service.output(`${queue}Url`), MessageBody }),
    );
  }

  /** Stores an order as if ingest had ended before announcing it. */
  async function storeUnannounced(minutesAgo: number): Promise<string> {
    const OrderId = freshOrderId();
    const then = new Date(Date.now() - minutesAgo * 60_000).toISOString();
    const item = { OrderId, Amount: 500, Timestamp: then, ReceivedAt: then };
    await own.service.put({ ...item, NotificationStatus: 'PENDING#0' });
    return OrderId;
  }

  return { callsOf, drained, send, storeUnannounced, storyOf };
}
