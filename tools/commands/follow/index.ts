/** `npm run follow`: what became of one order. See `npm run follow -- --help`. */
import { createOperatorCommand } from '../../service/operator-command.ts';
import { createFollow } from './command.ts';

process.exitCode = await createOperatorCommand(createFollow(Date.now))(process.argv.slice(2));
