import { describeFailure } from '../../tools/service/describe-failure.ts';
import { wrap } from '../../tools/service/text.ts';
import { endpoint, service, stage } from './service.ts';

/** Looks for the deployed service before any test does, and ends with a sentence where it is not there. */
export default async function findService(): Promise<void> {
  try {
    await service.output('OrdersTableName');
  } catch (error) {
    console.error(`\n${wrap(describeFailure(error, { stage, endpoint }))}\n`);
    // What jest makes of an error here has the sentence in the middle of a stack.
    process.exit(1);
  }
}
