import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { compiled } from '../support/compiled-template.ts';

const PROJECT = join(__dirname, '..', '..');
const FAIL = `require('./src/functions/ingest.js').handler({}, {}).catch(({ stack }) => console.error(stack))`;

let taskRoot: string;

beforeAll(() => {
  taskRoot = mkdtempSync(join(tmpdir(), 'high-value-orders-task-'));
  for (const [path, code] of Object.entries(unzipSync(compiled('dev').zip('ingest')))) {
    mkdirSync(dirname(join(taskRoot, path)), { recursive: true });
    writeFileSync(join(taskRoot, path), code);
  }
});

afterAll(() => rmSync(taskRoot, { recursive: true }));

function readStack(input: string): string {
  return spawnSync(process.execPath, [join(PROJECT, 'tools/commands/stack-trace/index.ts')], {
    input,
    encoding: 'utf8',
  }).stdout;
}

test('maps the stack trace of a deployed function to the lines of src/', () => {
  const { Variables } = compiled('dev').resources.IngestLambdaFunction?.Properties.Environment ?? {};
  const settings = Object.entries(Variables).map(([name, value]) => [
    name,
    typeof value === 'object' ? 'arn:aws:unused' : String(value),
  ]);
  const env = { ...process.env, AWS_REGION: 'us-east-1', ...Object.fromEntries(settings) };
  const { stderr } = spawnSync(process.execPath, ['-e', FAIL], { cwd: taskRoot, env, encoding: 'utf8' });

  const stack = readStack(stderr);

  const [, line] = /src\/orders\/order\.ts:(\d+):/.exec(stack) ?? [];
  const source = readFileSync(join(PROJECT, 'src', 'orders', 'order.ts'), 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('throw new InvalidOrderError');
  expect(stack).toContain('src/orders/ingest.ts:');
});

test('leaves text without a place in a bundle unchanged', () => {
  const text = 'Error: at src/functions/nothing.js:1:1 and at node:net:2021:16';

  expect(readStack(text)).toBe(text);
});
