import { randomUUID } from 'node:crypto';
import { createServiceClient } from '../../tools/service/service-client.ts';
import { endpointOf, isEmulatorStage } from '../../tools/service/stages.ts';

export const stage = process.env.STAGE || 'local';

export const endpoint = endpointOf(stage, process.env);

/** The running service under test. */
export const service = createServiceClient(stage, endpoint);

/** By then a message that always fails is a dead letter: three visibility timeouts of the stage, and more. */
export const deadLetterDeadlineMs = isEmulatorStage(stage) ? 60_000 : 400_000;

/** An OrderId that no other test or run uses. */
export const freshOrderId = () => `TEST-${randomUUID()}`;
