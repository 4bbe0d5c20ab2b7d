import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createTypeCheck } from '../../../../tools/dev/type-check.ts';
import { until } from '../../../../tools/service/service-client.ts';

test('a check ends when it is stopped, also if the compiler does not end by itself', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'type-check-'));
  const [script, started] = [join(folder, 'tsc.js'), join(folder, 'started')];
  writeFileSync(
    script,
    `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
    require('node:fs').writeFileSync(${JSON.stringify(started)}, '');`,
  );
  const printed: string[] = [];
  const typeCheck = createTypeCheck((text) => printed.push(text), [script]);

  typeCheck.start();
  await until('the check to start', async () => existsSync(started) || undefined);
  await typeCheck.stop();

  expect(printed).toEqual([]);
  rmSync(folder, { recursive: true });
});
