import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PublishBatchCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { settled, until } from '../../../tools/service/service-client.ts';
import { useDev } from '../../support/dev.ts';

const DEADLINE_MS = 120_000;
const SAVES = 100;
const RULES = 'src/orders/order.ts';

const own = useDev([], () => {
  // With time enough: in the timeouts of stage local, calls fail on a busy machine.
  edit('serverless.yml', '      functionTimeout: 3', '      functionTimeout: 30');
  edit('serverless.yml', '      visibilityTimeout: 3', '      visibilityTimeout: 30');
  edit('serverless.yml', '      awsRequestTimeoutMs: 350', '      awsRequestTimeoutMs: 5000');
});
const read = (path: string) => readFileSync(join(own.folder, path), 'utf8');
const write = (path: string, text: string) => writeFileSync(join(own.folder, path), text);
const edit = (path: string, from: string | RegExp, to: string) => write(path, read(path).replace(from, to));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: own.folder });

/** What ingest says to an order without an OrderId. */
async function refusal(): Promise<string | undefined> {
  return (await own.service.invoke('ingest', {})).error?.errorMessage;
}

test('a change of a rule runs in the functions that have it, and the orders stay', async () => {
  await own.service.invoke('ingest', { OrderId: 'STAYS', Amount: 250 });
  await settled(own.service, 'STAYS');

  edit(RULES, "'is required'", "'is needed'");

  const [, functions] = await own.dev.printed(/reloaded (.*) \(\d+ ms\)/);
  expect(functions).toBe('ingest, producer');
  expect(await refusal()).toContain('OrderId is needed');
  expect(await own.service.order('STAYS')).toHaveProperty('NotifiedAt');
});

test('a change of one function reloads that one', async () => {
  edit('src/functions/report.ts', '/** Lists', "process.title = 'report';\n/** Lists");

  const [, functions] = await own.dev.printed(/reloaded (.*) \(\d+ ms\)/);

  expect(functions).toBe('report');
});

test('a syntax error is named with its line, and the old code runs until it is fixed', async () => {
  const before = read(RULES);
  write(RULES, `${before}const = 1;\n`);

  await own.dev.printed(new RegExp(`src/orders/order\\.ts:${before.split('\n').length}:6`));
  expect(await refusal()).toContain('OrderId is needed');
  write(RULES, before.replace("'is needed'", "'has to be there'"));

  await own.dev.printed(/reloaded/);
  expect(await refusal()).toContain('OrderId has to be there');
});

test(
  'a type error is printed, and the code runs',
  async () => {
    edit(RULES, "'has to be there'", "'is missing' as number");

    await own.dev.printed(/reloaded/);
    expect(await refusal()).toContain('OrderId is missing');
    await own.dev.printed(/src\/orders\/order\.ts\(\d+,\d+\): error TS\d+/, DEADLINE_MS);

    edit(RULES, "'is missing' as number", "'is required'");
    await own.dev.printed(/no type errors any more/, DEADLINE_MS);
  },
  2 * DEADLINE_MS,
);

test('a deleted file is named; when it is restored, the code runs', async () => {
  const text = read('src/orders/timestamp.ts');
  rmSync(join(own.folder, 'src/orders/timestamp.ts'));
  await own.dev.printed(/Could not resolve "\.\/timestamp\.ts"/);

  write('src/orders/timestamp.ts', text);
  await own.dev.printed(/fixed/);

  expect(await refusal()).toContain('OrderId is required');
});

test('a file that is replaced by rename is reloaded, each time', async () => {
  for (const words of ['is wanted', 'is required']) {
    write(`${RULES}.tmp`, read(RULES).replace(/'is (required|wanted)'/, `'${words}'`));
    renameSync(join(own.folder, `${RULES}.tmp`), join(own.folder, RULES));

    await own.dev.printed(/reloaded/);
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
  await own.dev.printed(/reloaded/);
  const before = own.dev.output().length;

  git('checkout', '--quiet', 'main');
  await own.dev.printed(/reloaded/);

  expect(await refusal()).toContain('OrderId is required');
  expect(
    own.dev
      .output()
      .slice(before)
      .match(/reloaded/g),
  ).toHaveLength(1);
});

test(
  'settings of functions apply while the orders stay; for other resources it says that a restart applies them',
  async () => {
    write('.env', 'HIGH_VALUE_THRESHOLD=500\n');
    await own.dev.printed(/applied IngestLambdaFunction, SweepLambdaFunction \(/);
    const { answer } = await own.service.invoke('ingest', { OrderId: 'BELOW', Amount: 250 });
    expect(answer).toMatchObject({ HighValue: false });
    expect(await own.service.order('STAYS')).toBeDefined();

    edit('serverless.yml', '      maxReceiveCount: 3', '      maxReceiveCount: 2');
    await own.dev.printed(/not applied: OrderQueue, HighValueQueue.*r restarts/s);
    own.dev.press('r');
    await own.dev.printed(/up at .* with an empty table/);

    expect(await own.service.orders()).toEqual([]);
  },
  DEADLINE_MS,
);

test('c clears the table and the queues', async () => {
  await own.service.invoke('ingest', { OrderId: 'CLEARED', Amount: 1 });

  own.dev.press('c');
  await own.dev.printed(/up at .* with an empty table/);

  expect(await own.service.orders()).toEqual([]);
});

test('a file that is written again right after a save, as by a formatter, ends in the last code', async () => {
  for (const delayMs of [5, 20, 35, 45, 60, 90]) {
    edit(RULES, "'is required'", "'is almost right'");
    await sleep(delayMs);
    edit(RULES, "'is almost right'", "'is right'");
    await until(`the code saved after ${delayMs} ms to run`, async () =>
      (await refusal())?.includes('OrderId is right') ? true : undefined,
    );
    edit(RULES, "'is right'", "'is required'");
    await until('the first code to run', async () =>
      (await refusal())?.includes('OrderId is required') ? true : undefined,
    );
  }
});

test(
  `${SAVES} saves under 50 orders a second lose no order, acknowledge none twice and leave no worker behind`,
  async () => {
    const { sns } = own.service;
    const TopicArn = await own.service.output('OrderTopicArn');
    const sent: string[] = [];
    const publishing: Promise<unknown>[] = [];
    const load = setInterval(() => {
      const orderIds = [1, 2, 3, 4, 5].map((index) => `LOAD-${sent.length + index}`);
      sent.push(...orderIds);
      const PublishBatchRequestEntries = orderIds.map((OrderId, index) => ({
        Id: String(index),
        Message: JSON.stringify({ OrderId, Amount: 900 }),
      }));
      publishing.push(sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })));
    }, 100);

    for (let save = 1; save <= SAVES; save += 1) {
      // In the bundles of ingest and consumer.
      edit('src/aws/sqs-batch.ts', /'The message body.*?'/, `'The message body ${save}'`);
      await own.dev.printed(/reloaded consumer, ingest/);
    }
    clearInterval(load);
    await Promise.all(publishing);

    for (const orderId of sent) await settled(own.service, orderId);
    await own.service.invoke('consumer', {
      Records: [{ eventSource: 'aws:sqs', messageId: 'LAST', body: '-' }],
    });
    expect(await own.logged(`The message body ${SAVES} is not JSON`)).toHaveLength(1);
    expect(await own.service.orders()).toHaveLength(sent.length);
    const acknowledged = (await own.logged('"acknowledged"')).map(({ OrderId }) => String(OrderId));
    expect(acknowledged.filter((id) => id.startsWith('LOAD-')).toSorted()).toEqual(sent.toSorted());
    await until('the workers of old code to end', async () => {
      const { workers } = (await (await fetch(`${own.dev.endpoint}/_embedded/stack`)).json()) as {
        workers: number;
      };
      return workers <= 20 ? workers : undefined;
    });
  },
  DEADLINE_MS,
);

test('Ctrl-C ends it', async () => {
  expect(await own.dev.stop()).toBe(0);
});
