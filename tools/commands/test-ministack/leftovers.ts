import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A store of a service's state: entries by account and region. */
type Store = { data: Record<string, unknown> };

/** What MiniStack has even when nothing is left behind, and why. */
const STAYS: Record<string, string> = {
  'cloudformation stack_events': 'the history of a stack, which AWS keeps too',
  'cloudwatch metrics': 'AWS keeps them too',
  'dynamodb tags': 'MiniStack deletes the table without its tags',
  'ec2 internet_gateways': 'every account has one from the start',
  'ec2 network_acls': 'every account has one from the start',
  'ec2 route_tables': 'every account has one from the start',
  'ec2 security_groups': 'every account has one from the start',
  'ec2 subnets': 'every account has some from the start',
  'ec2 vpcs': 'every account has one from the start',
  'elasticache param_group_params': 'every account has some from the start',
  'elasticache param_groups': 'every account has some from the start',
};

/**
 * Every resource in any service of MiniStack, as `sqs queues: <name>`, from the state that it saved when it stopped
 * (PERSIST_STATE=1). The record of a deleted stack does not count.
 *
 * @param stateDir STATE_DIR of a MiniStack that had a stack.
 * @throws if it saved no stack: then its state says nothing.
 */
export function listLeftovers(stateDir: string): string[] {
  const files = readdirSync(stateDir).filter((name) => name.endsWith('.json'));
  const stores = files.flatMap((name) => readStores(join(stateDir, name)));
  if (!stores.some(([name]) => name === 'cloudformation stacks')) {
    throw new Error(`MiniStack saved no stack in ${stateDir}, so leftovers cannot be listed.`);
  }
  return stores
    .filter(([name]) => STAYS[name] === undefined)
    .flatMap(([name, { data }]) =>
      Object.entries(data)
        .filter(([, entry]) => !isDeletedStack(entry))
        .map(([key]) => `${name}: ${key.split('\0').at(-1)?.replace(/^'|'$/g, '')}`),
    );
}

/** The stores of a service that are not empty, by `<service> <store>`. */
function readStores(file: string): [string, Store][] {
  const { payload } = JSON.parse(readFileSync(file, 'utf8')) as { payload: Record<string, unknown> };
  return Object.entries(payload).flatMap(([name, store]) =>
    isStore(store) && Object.keys(store.data).length > 0
      ? [[`${basename(file, '.json')} ${name}`, store] as [string, Store]]
      : [],
  );
}

function isDeletedStack(entry: unknown): boolean {
  return (entry as { StackStatus?: string } | null)?.StackStatus === 'DELETE_COMPLETE';
}

function isStore(value: unknown): value is Store {
  if (typeof value !== 'object' || value === null) return false;
  return '__account_region_scoped__' in value || '__scoped__' in value;
}
