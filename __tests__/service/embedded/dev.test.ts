import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DevProcess, startDev } from '../../../tools/service/dev-process.ts';
import { copyProject } from '../../../tools/service/project-copy.ts';
import {
  createServiceClient,
  type ServiceClient,
  settled,
  until,
} from '../../../tools/service/service-client.ts';

const DEADLINE_MS = 120_000;
const SAVES = 100;
const RULES = 'src/orders/order.ts';

const copy = copyProject();
const read = (path: string) => readFileSync(join(copy.folder, path), 'utf8');
const write = (path: string, text: string) => writeFileSync(join(copy.folder, path), text);
const edit = (path: string, from: string, to: string) => write(path, read(path).replace(from, to));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: copy.folder });
let dev: DevProcess;
let service: ServiceClient;

beforeAll(async () => {
  // With time enough: in the timeouts of stage local, calls fail on a busy machine.
  edit('serverless.yml', '      functionTimeout: 3', '      functionTimeout: 30');
  edit('serverless.yml', '      visibilityTimeout: 3', '      visibilityTimeout: 30');
  edit('serverless.yml', '      awsRequestTimeoutMs: 350', '      awsRequestTimeoutMs: 5000');
  dev = await startDev(copy.folder);
  service = createServiceClient('local', dev.endpoint);
}, DEADLINE_MS);

afterAll(async () => {
  await dev?.stop();
  copy.remove();
});

/** What ingest says to an order without an OrderId. */
async function refusal(): Promise<string | undefined> {
  return (await service.invoke('ingest', {})).error?.errorMessage;
}

test('a change of a rule runs in the functions that have it, and the orders stay', async () => {
  await service.invoke('ingest', { OrderId: 'STAYS', Amount: 250 });
  await settled(service, 'STAYS');

  edit(RULES, "'is required'", "'is needed'");

  const [, functions] = await dev.printed(/reloaded (.*) \(\d+ ms\)/);
  expect(functions).toBe('ingest, producer');
  expect(await refusal()).toContain('OrderId is needed');
  expect(await service.order('STAYS')).toHaveProperty('NotifiedAt');
});

test('a change of one function reloads that one', async () => {
  edit('src/functions/report.ts', '/** Lists', "process.title = 'report';\n/** Lists");

  const [, functions] = await dev.printed(/reloaded (.*) \(\d+ ms\)/);

  expect(functions).toBe('report');
});

test('a syntax error is named with its line, and the old code runs until it is fixed', async () => {
  const before = read(RULES);
  write(RULES, `${before}const = 1;\n`);

  await dev.printed(new RegExp(`src/orders/order\\.ts:${before.split('\n').length}:6`));
  expect(await refusal()).toContain('OrderId is needed');
  write(RULES, before.replace("'is needed'", "'has to be there'"));

  await dev.printed(/reloaded/);
  expect(await refusal()).toContain('OrderId has to be there');
});

test(
  'a type error is printed, and the code runs',
  async () => {
    edit(RULES, "'has to be there'", "'is missing' as number");

    await dev.printed(/reloaded/);
    expect(await refusal()).toContain('OrderId is missing');
    await dev.printed(/src\/orders\/order\.ts\(\d+,\d+\): error TS\d+/, DEADLINE_MS);

    edit(RULES, "'is missing' as number", "'is required'");
    await dev.printed(/no type errors any more/, DEADLINE_MS);
  },
  2 * DEADLINE_MS,
);

test('a deleted file is named; when it is restored, the code runs', async () => {
  const text = read('src/orders/timestamp.ts');
  rmSync(join(copy.folder, 'src/orders/timestamp.ts'));
  await dev.printed(/Could not resolve "\.\/timestamp\.ts"/);

  write('src/orders/timestamp.ts', text);
  await dev.printed(/fixed/);

  expect(await refusal()).toContain('OrderId is required');
});

test('a file that is replaced by rename is reloaded, each time', async () => {
  for (const words of ['is wanted', 'is required']) {
    write(`${RULES}.tmp`, read(RULES).replace(/'is (required|wanted)'/, `'${words}'`));
    renameSync(join(copy.folder, `${RULES}.tmp`), join(copy.folder, RULES));

    await dev.printed(/reloaded/);
    expect(await refusal()).toContain(`OrderId ${words}`);
  }
});

test('a switch of the branch is one reload, to the code of that branch', async () => {
  git('init', '--quiet', '--initial-branch=main');
  git('add', 'src');
  git('commit', '--quiet', '--message', 'Start');
  git('checkout', '--quiet', '-b', 'other');
  edit(RULES, "'is required'", "'is asked for'");
  edit('src/orders/announcement.ts', '\n', '\n// another line\n');
  git('commit', '--quiet', '--all', '--message', 'Other words');
  await dev.printed(/reloaded/);
  const before = dev.output().length;

  git('checkout', '--quiet', 'main');
  await dev.printed(/reloaded/);

  expect(await refusal()).toContain('OrderId is required');
  expect(
    dev
      .output()
      .slice(before)
      .match(/reloaded/g),
  ).toHaveLength(1);
});

test(
  'settings of functions apply while the orders stay; for other resources it says that a restart applies them',
  async () => {
    write('.env', 'HIGH_VALUE_THRESHOLD=500\n');
    await dev.printed(/applied IngestLambdaFunction, SweepLambdaFunction \(/);
    const { answer } = await service.invoke('ingest', { OrderId: 'BELOW', Amount: 250 });
    expect(answer).toMatchObject({ HighValue: false });
    expect(await service.order('STAYS')).toBeDefined();

    edit('serverless.yml', '      maxReceiveCount: 3', '      maxReceiveCount: 2');
    await dev.printed(/not applied: OrderQueue, HighValueQueue.*r restarts/s);
    dev.press('r');
    await dev.printed(/up at .* with an empty table/);

    expect(await service.orders()).toEqual([]);
  },
  DEADLINE_MS,
);

test('c clears the table and the queues', async () => {
  await service.invoke('ingest', { OrderId: 'CLEARED', Amount: 1 });

  dev.press('c');
  await dev.printed(/up at .* with an empty table/);

  expect(await service.orders()).toEqual([]);
});

test(
  `${SAVES} saves under load lose no order, acknowledge none twice and leave no worker behind`,
  async () => {
    const stopped = new AbortController();
    const sent: string[] = [];
    const load = (async () => {
      while (!stopped.signal.aborted) {
        const orders = Array.from({ length: 5 }, (_, index) => ({
          OrderId: `LOAD-${sent.length + index}`,
          Amount: 900,
        }));
        sent.push(...orders.map(({ OrderId }) => OrderId));
        await Promise.all([
          service.invoke('producer', orders),
          new Promise((resolve) => setTimeout(resolve, 100)),
        ]);
      }
    })();

    for (let save = 1; save <= SAVES; save += 1) {
      write(RULES, read(RULES).replace(/'is required.*?'/, `'is required ${save}'`));
      await dev.printed(/reloaded/);
    }
    stopped.abort();
    await load;

    for (const orderId of sent) await settled(service, orderId);
    expect(await refusal()).toContain(`is required ${SAVES}`);
    expect(await service.orders()).toHaveLength(sent.length);
    const log = await fetch(`${dev.endpoint}/_embedded/log?text=%22acknowledged%22`);
    const acknowledged = ((await log.json()) as string[]).map((line) => JSON.parse(line).OrderId);
    expect(acknowledged.filter((id) => id.startsWith('LOAD-')).toSorted()).toEqual(sent.toSorted());
    await until('the workers of old code to end', async () => {
      const { workers } = (await (await fetch(`${dev.endpoint}/_embedded/stack`)).json()) as {
        workers: number;
      };
      return workers <= 20 ? workers : undefined;
    });
  },
  DEADLINE_MS,
);

test('Ctrl-C ends it', async () => {
  expect(await dev.stop()).toBe(0);
});
