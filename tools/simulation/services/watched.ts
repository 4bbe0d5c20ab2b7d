import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { PutCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Service } from '../lambda/sdk-client.ts';
import type { Table } from '../models/table.ts';
import type { Topic } from '../models/topic.ts';
import type { World } from '../world.ts';

type Page = { Items?: { OrderId?: unknown }[]; LastEvaluatedKey?: object };

/** The table as a service of which the rules see every write. */
export function watchedTable({ rules, faults }: World, table: Table): Service {
  return (command, by) => {
    if (command instanceof QueryCommand) {
      const output: Page = table.execute(command);
      if (isStale(table, command.input, output)) faults.count('stale index read');
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

/** Whether a page has orders that are not under that status any more, or is all there is and lacks some that are. */
function isStale(table: Table, query: QueryCommandInput, { Items = [], LastEvaluatedKey }: Page): boolean {
  const status = query.ExpressionAttributeValues?.[':status'];
  const current = table.items().filter(({ NotificationStatus }) => NotificationStatus === status);
  const isWhole = query.ExclusiveStartKey === undefined && LastEvaluatedKey === undefined;
  const isOutdated = Items.some(({ OrderId }) => current.every((item) => item.OrderId !== OrderId));
  return isOutdated || (isWhole && Items.length !== current.length);
}
