/**
 * The embedded stack for a parent process: sends its endpoint, and stops when the parent is gone.
 * Arguments: the folder of the package and the name of the stack; by default, those of stage local.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECT } from '../service/project.ts';
import { stackNameOf } from '../service/stages.ts';
import { startStack } from '../stack/stack.ts';

const [packageDir = join(PROJECT, 'build/local'), stackName = stackNameOf('local')] = process.argv.slice(2);
const stack = await startStack({ packageDir, port: 0, stackName });
process.send?.(stack.endpoint);
await once(process, 'disconnect');
await stack.stop();
