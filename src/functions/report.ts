import { createDynamoDBClient } from '../aws/clients.ts';
import { createNotificationIndex } from '../aws/notification-index.ts';
import { createObservability } from '../aws/observability.ts';
import { loadSettings } from '../aws/settings.ts';
import { createReport } from '../orders/report.ts';

const settings = loadSettings(process.env, ['ORDERS_TABLE_NAME', 'AWS_REQUEST_TIMEOUT_MS']);
const { log, meter, lambdaHandler } = createObservability();

/** Lists the high-value orders between two times, page by page. */
export const handler = lambdaHandler(
  createReport({
    notificationIndex: createNotificationIndex({
      client: createDynamoDBClient(settings),
      tableName: settings.ORDERS_TABLE_NAME,
    }),
    log,
    meter,
  }),
);
