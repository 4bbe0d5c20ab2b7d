/** The embedded stack of the package in a folder, in a process of its own until its parent disconnects. */
import { once } from 'node:events';
import { stackNameOf } from '../service/stages.ts';
import { startStack } from '../stack/stack.ts';

const stack = await startStack({
  packageDir: process.argv[2] ?? '',
  port: 0,
  stackName: stackNameOf('local'),
});
process.send?.(stack.endpoint);
await once(process, 'disconnect');
await stack.stop();
