import type { IndexedOrder } from '../../src/orders/ports.ts';
import { createReport, type ReportAnswer } from '../../src/orders/report.ts';
import { recordingLog, recordingMeter } from './fakes.ts';
import { fakeNotificationIndex } from './notification-index.ts';

/** Three days of May, which most tests request. */
export const THREE_DAYS = { From: '2025-05-03T00:00:00Z', To: '2025-05-06T00:00:00Z' };

/** A report over an index of `items`, with its fakes. */
export function reportOver(items: IndexedOrder[], onRead?: (pages: number) => void) {
  const notificationIndex = fakeNotificationIndex(items, onRead);
  const log = recordingLog();
  const meter = recordingMeter();
  return { report: createReport({ notificationIndex, log, meter }), notificationIndex, log, meter };
}

/**
 * The answer to a request, and those that follow by its cursors.
 *
 * @param between runs before each answer but the first.
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
