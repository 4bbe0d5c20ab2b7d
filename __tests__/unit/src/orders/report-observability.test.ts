import { describe, expect, test } from '@jest/globals';
import type { NotificationIndex } from '../../../../src/orders/ports.ts';
import { createReport } from '../../../../src/orders/report.ts';
import { InvalidReportError } from '../../../../src/orders/report-query.ts';
import { recordingLog, recordingMeter } from '../../../support/fakes.ts';
import { aNotifiedOrder } from '../../../support/notification-index.ts';
import { reportOver, THREE_DAYS } from '../../../support/report.ts';

describe('the log has one line an answer', () => {
  test.each([
    ['of any status', {}, { Count: 2, Status: 'any', More: false }],
    ['of one status', { Status: 'notified' }, { Count: 2, Status: 'notified', More: false }],
    ['that is empty', { Status: 'pending' }, { Count: 0, Status: 'pending', More: false }],
    ['that more follow', { Limit: 1 }, { Count: 1, Status: 'any', More: true }],
  ])('%s', async (_, request, facts) => {
    const { report, log } = reportOver([aNotifiedOrder(), aNotifiedOrder()]);

    await report({ ...THREE_DAYS, ...request });

    expect(log.lines).toEqual([['info', 'Orders reported', facts]]);
  });
});

describe('a request that is not one for a report', () => {
  const Reason = 'Invalid report: Limit must be a number';

  test('fails', async () => {
    const { report } = reportOver([]);

    const answer = report({ ...THREE_DAYS, Limit: '10' });

    await expect(answer).rejects.toThrow(
      new InvalidReportError([{ path: 'Limit', message: 'must be a number' }]),
    );
  });

  test('is logged as a warning, with the reason', async () => {
    const { report, log } = reportOver([]);

    await Promise.allSettled([report({ ...THREE_DAYS, Limit: '10' })]);

    expect(log.lines).toEqual([['warn', 'Report refused', { Reason }]]);
  });

  test('is counted as refused', async () => {
    const { report, meter } = reportOver([]);

    await Promise.allSettled([report({ ...THREE_DAYS, Limit: '10' })]);

    expect(meter.metrics).toEqual(['ReportsRefused 1']);
  });

  test('reads nothing', async () => {
    const { report, notificationIndex } = reportOver([]);

    await Promise.allSettled([report({ ...THREE_DAYS, Limit: '10' })]);

    expect(notificationIndex.queries).toEqual([]);
  });
});

describe('a failure of the index', () => {
  const failure = new Error('The index is gone');
  const failing: NotificationIndex = {
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async *pages() {
      throw failure;
    },
  };

  test('fails the report', async () => {
    const report = createReport({ notificationIndex: failing, log: recordingLog(), meter: recordingMeter() });

    const answer = report(THREE_DAYS);

    await expect(answer).rejects.toBe(failure);
  });

  test('is logged as an error, and is no refusal', async () => {
    const log = recordingLog();
    const meter = recordingMeter();
    const report = createReport({ notificationIndex: failing, log, meter });

    await Promise.allSettled([report(THREE_DAYS)]);

    expect(log.lines).toEqual([['error', 'Orders not reported', { error: failure }]]);
    expect(meter.metrics).toEqual([]);
  });
});
