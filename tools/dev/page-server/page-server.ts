import { join } from 'node:path';
import { PROJECT } from '../../service/project.ts';
import { createServiceClient } from '../../service/service-client.ts';
import { functionNameOf, stackNameOf } from '../../service/stages.ts';
import { BadInputError, type Pages } from '../../stack/pages.ts';
import type { EmbeddedStack } from '../../stack/stack.ts';
import type { Template } from '../../stack/template.ts';
import { createJournal } from '../journal/journal.ts';
import type { Counts, Story, Topology } from '../page/types.ts';
import { createActions, targetsOf } from './actions.ts';
import { readSendable, readTopology } from './topology.ts';
import { createUpdates } from './updates.ts';

type Options = { stage: string; template: Template; files: Pages };

/** Everything behind the page of one stack: its journal, and what the page reads and does. */
export function createPageServer({ stage, template, files }: Options) {
  const prefix = `${stackNameOf(stage)}-`;
  const topology = readTopology(template, prefix);
  const idsOf = (kind: string) => topology.nodes.filter((node) => node.kind === kind).map(({ id }) => id);
  const deadLetterQueues = new Set(idsOf('dead-letter queue'));
  const shortName = (name: string) =>
    (name.startsWith(prefix) ? name.slice(prefix.length) : name).replace(/-embedded(?=\/|$)/, '');
  const journal = createJournal({ shortName, isDeadLetterQueue: (name) => deadLetterQueues.has(name) });
  const { promise: connected, resolve: connect } = Promise.withResolvers<EmbeddedStack>();

  function countsIn(stack: EmbeddedStack): Counts {
    const functions = idsOf('function').map((id) => {
      const paused = Number(stack.isPaused(functionNameOf(stage, id)));
      return [id, { ...journal.functionCounts(id), paused }];
    });
    const queues = stack.queues.depths().map(({ queue, ...depth }) => [shortName(queue), depth]);
    const tables = idsOf('table').map((id) => [id, journal.tableCounts()]);
    return Object.fromEntries([...functions, ...queues, ...tables]);
  }

  /** @throws BadInputError */
  function physicalName({ queues }: EmbeddedStack, queue: string): string {
    const names = queues.depths().map((depth) => depth.queue);
    const name = names.find((physical) => shortName(physical) === queue);
    if (name !== undefined) return name;
    throw new BadInputError(`There is no queue "${queue}", only ${names.map(shortName).join(', ')}.`);
  }

  async function readStory(key: string): Promise<Story | undefined> {
    const { endpoint } = await connected;
    const story = journal.story(key);
    const item = story?.orderId && (await createServiceClient(stage, endpoint).order(story.orderId));
    return story && { ...story, ...(item && { item }) };
  }

  const updates = connected.then((stack) => createUpdates({ ...journal, counts: () => countsIn(stack) }));
  const pages: Pages = {
    ...files,
    '/_dev/topology': {
      async get(): Promise<Topology> {
        const { endpoint } = await connected;
        return {
          ...topology,
          fixtures: readSendable(join(PROJECT, 'fixtures'), idsOf('function')),
          targets: targetsOf(idsOf('function')),
          endpoint,
        };
      },
    },
    '/_dev/orders': { get: () => [...journal.entries()] },
    '/_dev/order': { get: (query) => readStory(query.get('key') ?? '') },
    '/_dev/journal': { get: journal.records },
    '/_dev/events': {
      async content() {
        const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
        return { status: 200, headers, body: (await updates).connect() };
      },
    },
    '/_dev/queue': {
      async get(query) {
        const stack = await connected;
        return { messages: stack.queues.messages(physicalName(stack, query.get('name') ?? '')) };
      },
    },
    ...createActions({ stage, connected, physicalName, functionNames: idsOf('function') }),
  };

  return { observe: journal.observe, pages, connect };
}
