import { randomUUID } from 'node:crypto';
import { createServiceClient } from '../../local/service-client.ts';

export const stage = process.env.STAGE || 'local';

/**
 * The running service under test: on `local` whatever AWS_ENDPOINT_URL names (LocalStack's own address when it is
 * not set), on any other stage AWS.
 */
export const service = createServiceClient(
  stage,
  process.env.AWS_ENDPOINT_URL || (stage === 'local' ? 'http://localhost:4566' : undefined),
);

/** Three visibility time-outs of the stage, and some: by then a message that always fails is a dead letter. */
export const deadLetterDeadlineMs = stage === 'local' ? 60_000 : 400_000;

/** An OrderId that no other test, and no earlier run, has used. */
export function freshOrderId(): string {
  return `TEST-${randomUUID()}`;
}
