/** The embedded stack for a parent process (the tests): sends its endpoint, and stops when the parent is gone. */
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECT } from '../service/package-service.ts';
import { startStack } from '../stack/stack.ts';

const stack = await startStack({
  packageDir: join(PROJECT, 'build', 'local'),
  port: 0,
  stackName: 'high-value-orders-local',
});
process.send?.(stack.endpoint);
await once(process, 'disconnect');
await stack.stop();
