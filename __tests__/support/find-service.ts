import { describeFailure } from '../../tools/service/describe-failure.ts';
import { wrap } from '../../tools/service/text.ts';
import { endpoint, service, stage } from './service.ts';

/** Ends the run with one sentence, before any test, if the service is not deployed. */
export default async function findService(): Promise<void> {
  try {
    await service.output('OrdersTableName');
  } catch (error) {
    console.error(`\n${wrap(describeFailure(error, { stage, endpoint }))}\n`);
    // jest would print the sentence in the middle of a stack trace.
    process.exit(1);
  }
}
