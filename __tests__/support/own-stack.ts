import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { createServiceClient, type ServiceClient } from '../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from './embedded-stack.ts';
import { PROJECT } from './markdown.ts';

/**
 * An embedded stack for one test file, and a client of it. Both are available in the tests, not before.
 *
 * @param numbers that differ from those of stage local, by the names that they have in the compiled template.
 */
export function useOwnStack(numbers: Record<string, number> = {}) {
  const own = {} as { stack: EmbeddedStack; service: ServiceClient };
  const packageDir = mkdtempSync(join(tmpdir(), 'own-stack-'));

  beforeAll(async () => {
    cpSync(join(PROJECT, 'build/local'), packageDir, { recursive: true });
    const file = join(packageDir, 'cloudformation-template-update-stack.json');
    const template = Object.entries(numbers).reduce(
      (text, [name, value]) => text.replaceAll(new RegExp(`("${name}": ?"?)\\d+`, 'g'), `$1${value}`),
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, template);
    own.stack = await startEmbeddedStack(PROJECT, packageDir);
    own.service = createServiceClient('local', own.stack.endpoint);
  });

  afterAll(async () => {
    await own.stack?.stop();
    rmSync(packageDir, { recursive: true });
  });

  return own;
}
