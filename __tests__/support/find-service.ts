import { describeFailure } from '../../scripts/redrive/failures.ts';
import { endpoint, service, stage } from './service.ts';

/** Looks for the deployed service before any test does: one sentence says what is missing. */
export default async function findService(): Promise<void> {
  try {
    await service.output('OrdersTableName');
  } catch (error) {
    throw new Error(describeFailure(error, { stage, endpoint }), { cause: error });
  }
}
