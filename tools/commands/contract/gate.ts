import { parse } from 'yaml';
import type { Schema } from './field-schema.ts';
import { type Misfit, misfits } from './narrower.ts';

type Reference = { $ref: string };
type Consumer = { endpoint: { name: string }; filterPolicy?: object };

/** The parts of asyncapi.yaml that make promises. */
export type Contract = {
  channels: Record<string, { messages: Record<string, Reference> }>;
  operations: Record<
    string,
    { action: string; channel: Reference; bindings?: { sns?: { consumers: Consumer[] } } }
  >;
  components: { messages: Record<string, { payload: Schema; headers?: Schema }> };
};

/** Who relies on a channel, and what to do instead of breaking them, by what the service does there. */
const PARTIES = {
  receive: {
    who: (channel: string) => `Publishers to ${channel}`,
    instead: 'Accept what was promised, and add an optional field or a new topic instead.',
  },
  send: {
    who: (channel: string) => `Subscribers of ${channel}`,
    instead: 'Send what was promised, and add a field, or publish a new Version beside this one, instead.',
  },
} as const;

type Action = keyof typeof PARTIES;
/** What differs: `name` is what CHANGELOG.md has to mention, in backticks. */
type Change = { name: string; text: string };

export const readContract = (yaml: string): Contract => parse(yaml);

/**
 * What is wrong with the contract as it is now, beside the one that was released last: one sentence for each change that
 * breaks a publisher or a subscriber, and for each other change that CHANGELOG.md does not mention under "Unreleased".
 *
 * Whatever publishers could send must still be accepted; whatever is sent must be what subscribers were promised.
 */
export function problemsOf(released: Contract, current: Contract, changelog: string): string[] {
  const unreleased = changelog.split(/^## /m).find((section) => section.startsWith('[Unreleased]')) ?? '';
  const isMentioned = ({ name }: Change) => unreleased.toLowerCase().includes(`\`${name.toLowerCase()}\``);

  return channelsOf(released, current).flatMap(({ channel, action }) => {
    const { who, instead } = PARTIES[action];
    const breaks = changesOf({ channel, action, released, current });
    const broken = new Set(breaks.map(({ name }) => name));
    // Seen the other way, everything that is new would break.
    const additions = changesOf({ channel, action, released: current, current: released }).filter(
      (change) => !broken.has(change.name) && !isMentioned(change),
    );
    return [
      ...breaks.map(({ text }) => `${who(channel)} break: ${text}. ${instead}`),
      ...unique(additions.map(({ name }) => name)).map(
        (name) =>
          `${who(channel)} should know what is new about \`${name}\`: write it, in backticks, under "Unreleased" in CHANGELOG.md.`,
      ),
    ];
  });
}

/** The channels of both, each with what the service does there. */
function channelsOf(...contracts: Contract[]): { channel: string; action: Action }[] {
  const operations = contracts.flatMap((contract) => Object.values(contract.operations));
  const actions = new Map(operations.map(({ channel, action }) => [nameOf(channel), action as Action]));
  return [...actions].map(([channel, action]) => ({ channel, action }));
}

type Versions = { channel: string; action: Action; released: Contract; current: Contract };

/** What `current` breaks of what `released` promises about a channel. */
function changesOf({ channel, action, released, current }: Versions): Change[] {
  const before = released.channels[channel]?.messages;
  const now = current.channels[channel]?.messages;
  if (before === undefined) return [];
  if (now === undefined) return [{ name: channel, text: `${channel} no longer exists` }];

  const ofMessages = Object.entries(before).flatMap(([name, reference]) => {
    const other = now[name];
    if (other === undefined) return [{ name, text: `the message ${name} no longer exists` }];
    const [was, is] = [messageOf(released, reference), messageOf(current, other)];
    return [
      ...compare(action, was.payload, is.payload).map((misfit) => inWords(misfit, action, name, '')),
      ...compare(action, was.headers ?? {}, is.headers ?? {}).map((misfit) =>
        inWords(misfit, action, name, 'the message attribute '),
      ),
    ];
  });
  return withoutRepeats([
    ...ofMessages,
    ...(action === 'receive' ? filtersOf(channel, released, current) : []),
  ]);
}

/** What publishers send must be accepted; what subscribers get must be as promised. */
const compare = (action: Action, was: Schema, is: Schema) =>
  action === 'receive' ? misfits(was, is) : misfits(is, was);

function inWords(
  { field, keyword, from, to }: Misfit,
  action: Action,
  message: string,
  kind: string,
): Change {
  const subject = field === '' ? `the message ${message}` : `${kind}${field}`;
  const [was, is] = action === 'receive' ? [from, to] : [to, from];
  const write = (value: unknown) => (value === undefined ? 'not set' : JSON.stringify(value));
  const text = {
    properties: `${subject} is no longer ${action === 'receive' ? 'a field' : 'sent'}`,
    required: action === 'receive' ? `${subject} is now required` : `${subject} can now be missing`,
    anyOf: `${subject} has no "${from}" any more`,
  }[keyword];
  return {
    name: field || message,
    text: text ?? `the ${keyword} of ${subject} is ${write(is)}, and was ${write(was)}`,
  };
}

/** A filter on a subscription of the service drops orders that it took before. */
function filtersOf(channel: string, released: Contract, current: Contract): Change[] {
  const [was, is] = [released, current].map((contract) => filtersIn(channel, contract));
  const before = was === '' ? 'did not filter them' : `filtered them by ${was}`;
  const text = `the service filters the messages of ${channel} by ${is}, and ${before}`;
  return is === was || is === '' ? [] : [{ name: channel, text }];
}

function filtersIn(channel: string, { operations }: Contract): string {
  return Object.values(operations)
    .filter((operation) => nameOf(operation.channel) === channel)
    .flatMap(({ bindings }) => bindings?.sns?.consumers ?? [])
    .flatMap(({ filterPolicy }) => (filterPolicy === undefined ? [] : JSON.stringify(filterPolicy)))
    .join(' and ');
}

function messageOf(contract: Contract, reference: Reference) {
  const message = contract.components.messages[nameOf(reference)];
  if (message === undefined)
    throw new Error(`${reference.$ref} is not in the contract. Run "npm run contract".`);
  return message;
}

const nameOf = ({ $ref }: Reference) => $ref.split('/').at(-1) ?? $ref;

/** An order has each field in two casings: the first is enough. */
function withoutRepeats(changes: Change[]): Change[] {
  const seen = new Set<string>();
  return changes.filter(({ text }) => !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()));
}

const unique = (names: string[]) => [...new Set(names)];
