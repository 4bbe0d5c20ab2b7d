import type { IndexedOrder } from '../../src/orders/ports.ts';
import { createReport, type ReportAnswer } from '../../src/orders/report.ts';
import { recordingLog, recordingMeter } from './fakes.ts';
import { fakeNotificationIndex } from './notification-index.ts';

/** Three days of May: what most tests ask for. */
export const THREE_DAYS = { From: '2025-05-03T00:00:00Z', To: '2025-05-06T00:00:00Z' };

/** A report over an index of `items`, and what it works with. */
export function reportOver(items: IndexedOrder[], onRead?: (pages: number) => void) {
  const notificationIndex = fakeNotificationIndex(items, onRead);
  const log = recordingLog();
  const meter = recordingMeter();
  return { report: createReport({ notificationIndex, log, meter }), notificationIndex, log, meter };
}

/**
 * The answers to a request and to what follows from their cursors.
 *
 * @param between happens before each answer but the first.
 */
export async function answersTo(
  report: ReturnType<typeof createReport>,
  request: Record<string, unknown>,
  between: () => void = () => {},
): Promise<ReportAnswer[]> {
  const answers = [await report(request)];
  for (let last = answers[0]; last?.Cursor !== undefined; last = answers.at(-1)) {
    if (answers.length > 500) throw new Error('The cursors did not come to an end within 500 answers');
    between();
    answers.push(await report({ ...request, Cursor: last.Cursor }));
  }
  return answers;
}

export const idsOf = (...answers: ReportAnswer[]) =>
  answers.flatMap(({ Orders }) => Orders.map(({ OrderId }) => OrderId));
