import { randomUUID } from 'node:crypto';
import { createServiceClient } from '../../tools/service/service-client.ts';

export const stage = process.env.STAGE || 'local';

/** On `local` whatever AWS_ENDPOINT_URL names, or LocalStack's own address; on any other stage AWS, if it is not set. */
export const endpoint =
  process.env.AWS_ENDPOINT_URL || (stage === 'local' ? 'http://localhost:4566' : undefined);

/** The running service under test. */
export const service = createServiceClient(stage, endpoint);

/** Three visibility time-outs of the stage, and some: by then a message that always fails is a dead letter. */
export const deadLetterDeadlineMs = stage === 'local' ? 60_000 : 400_000;

/** An OrderId that no other test, and no earlier run, has used. */
export function freshOrderId(): string {
  return `TEST-${randomUUID()}`;
}
