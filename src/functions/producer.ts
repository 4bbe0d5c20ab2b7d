import { createSNSClient } from '../aws/clients.ts';
import { createObservability } from '../aws/observability.ts';
import { loadSettings } from '../aws/settings.ts';
import { createOrderTopic } from '../aws/topics.ts';
import { createPublish } from '../orders/publish.ts';

const settings = loadSettings(process.env, ['ORDER_TOPIC_ARN', 'AWS_REQUEST_TIMEOUT_MS']);
const { log, meter, lambdaHandler } = createObservability();

/** Publishes one order, or a list of them, to OrderTopic. */
export const handler = lambdaHandler(
  createPublish({
    orderTopic: createOrderTopic({ client: createSNSClient(settings), topicArn: settings.ORDER_TOPIC_ARN }),
    log,
    meter,
  }),
);
