import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import {
  type PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Endpoint } from '../lambda/calls.ts';
import type { Invocation } from '../lambda/invocation.ts';
import type { Table } from '../models/table.ts';
import type { Topic } from '../models/topic.ts';
import type { Simulation } from '../simulation.ts';

type Page = { Items?: { OrderId?: unknown }[]; LastEvaluatedKey?: object };

/** The table as the functions call it. The rules check every write. */
export function tableEndpoint({ rules, faults }: Simulation, table: Table): Endpoint {
  return (command, by) => {
    if (command instanceof QueryCommand) {
      const output: Page = table.execute(command);
      if (isStale(table, command.input, output)) faults.confirm('stale index read');
      return output;
    }
    const { Item, Key } = (command as PutCommand & UpdateCommand).input;
    const id = (Item ?? Key)?.OrderId;
    const before = table.item(id);
    const output = table.execute(command);
    const after = table.item(id);
    if (after !== undefined) rules.written(before, after, by);
    return output;
  };
}

/** A topic as the functions call it. `onPublished` gets the body of every message that the topic accepts. */
export function topicEndpoint(topic: Topic, onPublished: (body: string, by: Invocation) => void): Endpoint {
  return (command, by) => {
    const output: { Successful?: { Id: string }[]; Failed?: unknown[] } = topic.execute(command);
    if (command instanceof PublishCommand) onPublished(command.input.Message ?? '', by);
    if (command instanceof PublishBatchCommand) {
      const accepted = new Set(output.Successful?.map(({ Id }) => Id));
      for (const { Id = '', Message = '' } of command.input.PublishBatchRequestEntries ?? []) {
        if (accepted.has(Id)) onPublished(Message, by);
      }
      if (output.Failed?.length) by.hadFault = true;
    }
    return output;
  };
}

/** Whether a page has an order that has left the partition, or is the only page and lacks one that is in it. */
function isStale(table: Table, query: QueryCommandInput, { Items = [], LastEvaluatedKey }: Page): boolean {
  const status = query.ExpressionAttributeValues?.[':status'];
  const current = table.items().filter(({ NotificationStatus }) => NotificationStatus === status);
  const isOnlyPage = query.ExclusiveStartKey === undefined && LastEvaluatedKey === undefined;
  const isOutdated = Items.some(({ OrderId }) => current.every((item) => item.OrderId !== OrderId));
  return isOutdated || (isOnlyPage && Items.length !== current.length);
}
