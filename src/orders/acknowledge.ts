import { type Announcement, parseAnnouncement } from './announcement.ts';
import type { Log, Message, Meter, OrdersTable } from './ports.ts';

type Dependencies = {
  ordersTable: OrdersTable;
  log: Log;
  meter: Meter;
  now: () => Date;
};

/**
 * Acknowledges each announced order once. Add your own reaction to a high-value order here (docs/extending.md).
 *
 * Returns one result per message, in the same order. SQS delivers failed messages again, and moves them to HighValueDLQ
 * after `maxReceiveCount` receives.
 */
export function createAcknowledgeAll({ ordersTable, log, meter, now }: Dependencies) {
  return function acknowledgeAll(messages: readonly Message[]): Promise<PromiseSettledResult<void>[]> {
    return Promise.allSettled(messages.map(acknowledgeOrReport));
  };

  async function acknowledgeOrReport({ id, receives, read }: Message): Promise<void> {
    let announcement: Announcement | undefined;
    try {
      announcement = parseAnnouncement(read());
      await acknowledge(announcement);
    } catch (error) {
      meter.count('NotificationsFailed');
      const of = { MessageId: id, Receives: receives, OrderId: announcement?.OrderId };
      log.error('Announcement not acknowledged', { ...of, Outcome: 'failed', error });
      throw error;
    }
  }

  async function acknowledge(announcement: Announcement): Promise<void> {
    const { OrderId, Amount, ReceivedAt } = announcement;
    const notifiedAt = now();

    const outcome = await ordersTable.acknowledge(announcement, notifiedAt);

    if (outcome === 'acknowledged') {
      meter.count('OrdersNotified');
      meter.milliseconds('NotifyLatency', Math.max(0, notifiedAt.getTime() - Date.parse(ReceivedAt)));
    } else {
      meter.count('DuplicateNotifications');
    }
    log.info(`Order ${outcome}`, { OrderId, Amount, Outcome: outcome });
  }
}
