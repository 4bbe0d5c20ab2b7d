import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where the entries of a store are by account and region; anything else in a service's state is its own business. */
type Store = { data: Record<string, unknown> };

/** What stays on MiniStack although nothing was left behind, and why. */
const STAYS: Record<string, string> = {
  'cloudformation stack_events': 'the history of a stack, which AWS keeps as well',
  'cloudwatch metrics': 'figures, which AWS keeps as well',
  'dynamodb tags': 'MiniStack forgets the table and not its tags',
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
 * Whatever there is in any service of a MiniStack, as `sqs queues: <name>`, by what it saved when it stopped
 * (PERSIST_STATE=1). A stack that is deleted, as a record, is not a thing that is there.
 *
 * @param stateDir of a MiniStack (STATE_DIR) that had a stack.
 * @throws when it saved nothing of a stack, so that what is there cannot be told.
 */
export function listEverything(stateDir: string): string[] {
  const files = readdirSync(stateDir).filter((name) => name.endsWith('.json'));
  const stores = files.flatMap((name) => readStores(join(stateDir, name)));
  if (!stores.some(([name]) => name === 'cloudformation stacks')) {
    throw new Error(`MiniStack saved no stack in ${stateDir}, so what it leaves behind cannot be told.`);
  }
  return stores
    .filter(([name]) => STAYS[name] === undefined)
    .flatMap(([name, { data }]) =>
      Object.entries(data)
        .filter(([, entry]) => !isDeletedStack(entry))
        .map(([key]) => `${name}: ${key.split('\0').at(-1)?.replace(/^'|'$/g, '')}`),
    );
}

/** The stores of a service that have something in them, by `<service> <store>`. */
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
