import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

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
  const entries = files.flatMap((name) => entriesIn(join(stateDir, name)));
  if (!entries.some(({ store }) => store === 'cloudformation stacks')) {
    throw new Error(`MiniStack saved no stack in ${stateDir}, so leftovers cannot be listed.`);
  }
  return entries
    .filter(({ store, entry }) => !(store in STAYS) && entry?.StackStatus !== 'DELETE_COMPLETE')
    .map(({ store, key }) => `${store}: ${key.split('\0').at(-1)?.replace(/^'|'$/g, '')}`);
}

/** The entries of a service's stores; the rest of its state, such as counters, is no resource. */
function entriesIn(file: string) {
  const { payload } = JSON.parse(readFileSync(file, 'utf8')) as { payload: Record<string, Store | null> };
  return Object.entries(payload).flatMap(([name, store]) => {
    const isStore = store?.__account_region_scoped__ ?? store?.__scoped__;
    const entries = isStore ? Object.entries(store?.data ?? {}) : [];
    return entries.map(([key, entry]) => ({ store: `${basename(file, '.json')} ${name}`, key, entry }));
  });
}

type Entry = { StackStatus?: string } | null;
type Store = { data?: Record<string, Entry>; __account_region_scoped__?: true; __scoped__?: true };
