import { describe, expect, test } from '@jest/globals';
import { notesOf, stateOf } from '../../../../../tools/commands/follow/summary.ts';
import { DAY, entry, facts, letter, MINUTE, minutesAgo, NOW, notified, pending, stored } from './facts.ts';

type Known = Parameters<typeof facts>[0];

describe('the state of an order', () => {
  test.each<[string, Known, string]>([
    ['notified', { item: notified(9) }, 'is notified: acknowledged on 2025-05-03 13:52:00 UTC.'],
    ['pending', { item: pending(12) }, 'has been pending for 12 minutes: stored, and not acknowledged yet.'],
    ['stored', { item: stored(9) }, 'is stored. It is not high-value, so it is not announced.'],
    [
      'notified',
      { item: notified(9), letters: [letter('OrderDLQ')] },
      'is notified: acknowledged on 2025-05-03 13:52:00 UTC.',
    ],
    ['dead letter', { letters: [letter('OrderDLQ')] }, 'is not stored: 1 dead letter in OrderDLQ.'],
    [
      'dead letter',
      { letters: [letter('OrderDLQ'), letter('OrderDLQ'), letter('OrderSubscriptionDLQ')] },
      'is not stored: 3 dead letters in OrderDLQ and OrderSubscriptionDLQ.',
    ],
    [
      'deleted',
      { entries: [entry(9, 'ingest', 'stored'), entry(1, 'ingest', 'refused')] },
      'was stored, and is not in the table any more: its retention is over, or somebody deleted it.',
    ],
    ['on its way', { entries: [entry(1, 'producer', 'published')] }, 'is published, and not stored yet.'],
    [
      'refused',
      { entries: [entry(2, 'producer', 'published'), entry(1, 'ingest', 'refused')] },
      'is not stored: ingest refused it.',
    ],
    ['failed', { entries: [entry(1, 'producer', 'not-published')] }, 'is not stored: producer failed.'],
    [
      'unknown',
      {},
      'is unknown: no such order is stored, no function logged anything about it since 2025-04-26 14:00:00 UTC, and no dead letter has it.',
    ],
    [
      'unknown',
      { logs: { since: undefined } },
      'is unknown: no such order is stored, and no dead letter has it.',
    ],
    [
      'unknown',
      { logs: { since: NOW - 30 * DAY } },
      'is unknown: no such order is stored, no function logged anything about it since 2025-04-19 14:00:00 UTC, and no dead letter has it.',
    ],
  ])('is %s, whose %j', (state, known, summary) => {
    expect(stateOf(facts(known))).toEqual({ state, summary });
  });
});

describe('a note', () => {
  const ingested = [entry(12, 'ingest', 'stored')];

  test.each<[string, Known]>([
    ['the lines tell how it was stored', { item: stored(12), entries: ingested }],
    ['it is unknown', {}],
    ['it was refused', { entries: [entry(1, 'ingest', 'refused')], logs: { others: ['ORD-12'] } }],
  ])('is not needed if %s', (_, known) => {
    expect(notesOf(facts(known))).toEqual([]);
  });

  test.each<[string, Known, string]>([
    [
      'no order can have the OrderId',
      { invalid: 'must not be empty' },
      'No order can have this OrderId: it must not be empty. ingest logs such an order by its MessageId alone.',
    ],
    [
      'the OrderId is a part of others',
      { logs: { others: ['ORD-12', 'ORD-123'] } },
      'Other OrderIds contain it: ORD-12, ORD-123.',
    ],
    [
      'the OrderId is a part of many others',
      { logs: { others: Array.from({ length: 12 }, (_, index) => `ORD-1${index}`) } },
      'Other OrderIds contain it: ORD-10, ORD-11, ORD-12, ORD-13, ORD-14, ORD-15, ORD-16, ORD-17, ORD-18, ORD-19, and 2 more.',
    ],
    [
      'a log group does not exist',
      { item: stored(12), logs: { missing: ['/aws/lambda/ingest'] } },
      'The log group /aws/lambda/ingest does not exist, so its lines are missing. Deploy again.',
    ],
    [
      'dead letters could not be looked at',
      { unseen: [{ queue: 'OrderDLQ', messages: 2 }] },
      '2 messages of OrderDLQ could not be looked at: somebody else is reading them. Look again in a minute.',
    ],
    [
      'there are no logs',
      { item: stored(12), logs: { since: undefined } },
      'There are no logs at this endpoint, so no lines are shown.',
    ],
    [
      'the lines have expired',
      { item: stored(20 * 1440), logs: { since: NOW - 21 * DAY } },
      'It came in on 2025-04-13 14:00:00 UTC. Lines from before 2025-04-19 14:00:00 UTC have expired, as the logs keep 14 days.',
    ],
    [
      'the lines were not searched',
      { item: stored(3 * 1440), logs: { since: NOW - MINUTE } },
      'It came in on 2025-04-30 14:00:00 UTC, before the lines that were searched: add --since 4d.',
    ],
    ['the lines may come', { item: stored(1) }, 'It can take a minute until log lines appear.'],
    [
      'ingest logged nothing',
      { item: stored(12), entries: [entry(1, 'sweep', 'republished')] },
      'ingest logged nothing about storing it: its invocation was cut off, or LOG_LEVEL leaves out such lines.',
    ],
  ])('says that %s', (_, known, note) => {
    expect(notesOf(facts(known))).toEqual([note]);
  });

  test('on lines that are kept for ever is not about their age', () => {
    const item = { ...stored(0), ReceivedAt: minutesAgo(900 * 1440) };

    expect(notesOf(facts({ item, entries: ingested, logs: { since: 0, keptSince: undefined } }))).toEqual([]);
  });
});
