import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Service } from '../lambda/sdk-client.ts';
import type { Table } from '../models/table.ts';
import type { Topic } from '../models/topic.ts';
import type { World } from '../world.ts';

/** The table as a service of which the rules see every write. */
export function watchedTable({ rules, faults }: World, table: Table): Service {
  return (command, by) => {
    if (command instanceof QueryCommand) {
      const output: { Items?: { OrderId?: unknown }[] } = table.execute(command);
      const status = command.input.ExpressionAttributeValues?.[':status'];
      if (isStale(table, status, output.Items ?? [])) faults.count('stale index read');
      return output;
    }
    const id = keyOf(command);
    const before = table.item(id);
    const output = table.execute(command);
    const after = table.item(id);
    if (after !== undefined) rules.wrote(before, after, by);
    return output;
  };
}

/** A topic as a service; `onPublished` hears the body of every message that it took. */
export function watchedTopic(
  topic: Topic,
  onPublished: (body: string, by: Parameters<Service>[1]) => void,
): Service {
  return (command, by) => {
    const output: { Successful?: { Id: string }[]; Failed?: unknown[] } = topic.execute(command);
    if (command instanceof PublishCommand) onPublished(command.input.Message ?? '', by);
    if (command instanceof PublishBatchCommand) {
      const taken = new Set(output.Successful?.map(({ Id }) => Id));
      for (const { Id = '', Message = '' } of command.input.PublishBatchRequestEntries ?? []) {
        if (taken.has(Id)) onPublished(Message, by);
      }
      if (output.Failed?.length) by.troubled = true;
    }
    return output;
  };
}

function keyOf(command: unknown): unknown {
  if (command instanceof PutCommand) return command.input.Item?.OrderId;
  return command instanceof UpdateCommand ? command.input.Key?.OrderId : undefined;
}

/** Whether the index and the table have other orders under a status. */
function isStale(table: Table, status: unknown, found: readonly { OrderId?: unknown }[]): boolean {
  const current = table.items().filter(({ NotificationStatus }) => NotificationStatus === status);
  const ids = new Set(found.map(({ OrderId }) => OrderId));
  return current.length !== ids.size || current.some(({ OrderId }) => !ids.has(OrderId));
}
