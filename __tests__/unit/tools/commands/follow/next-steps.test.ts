import { describe, expect, test } from '@jest/globals';
import type { Facts } from '../../../../../tools/commands/follow/facts.ts';
import { nextSteps } from '../../../../../tools/commands/follow/next-steps.ts';
import { entry, facts, letter, notified, pending, stored } from './facts.ts';

const stepsOf = (known: Parameters<typeof facts>[0]) =>
  nextSteps(facts(known), ({ queue, id }) => `  look into ${queue} for ${id}`);

const queueWith = (name: string, waiting: number, inFlight: number) => ({
  ...{ name, waiting, inFlight, visibilityMs: 91_000, maxReceives: 3 },
});
const ofMessage = (receives: number) => ({ messageId: 'message-1', receives });

describe('nothing is owed', () => {
  test.each<[string, Partial<Facts>]>([
    ['for an order that is notified', { item: notified(9) }],
    ['for an order that is not high-value', { item: stored(9) }],
    [
      'for a stored order, whatever was refused on invocation',
      {
        item: notified(9),
        entries: [entry(1, 'ingest', 'refused')],
      },
    ],
    ['for an order that was deleted', { entries: [entry(9, 'ingest', 'stored')] }],
  ])('%s', (_, known) => {
    expect(stepsOf(known)).toEqual(['Nothing is owed.']);
  });
});

describe('a pending order', () => {
  const published = entry(12, 'ingest', 'stored', { notification: 'published' });

  test('is announced again by sweep', () => {
    expect(stepsOf({ item: pending(12), entries: [published] })).toEqual([
      'Owed: the acknowledgement by consumer. It was announced once, on 2025-05-03 13:48:00 UTC. Unless consumer ' +
        'acknowledges it before, sweep (last run: 2025-05-03 13:58:00 UTC) announces it again by 14:03 UTC.',
    ]);
  });

  test('is announced by sweep if its announcement was lost', () => {
    expect(stepsOf({ item: pending(1), logs: { sweptAt: undefined } })).toEqual([
      'Owed: its announcement, and the acknowledgement by consumer. No function logged that it was announced. ' +
        'Unless consumer acknowledges it before, sweep announces it again by 14:14 UTC.',
    ]);
  });

  test('says how often it was announced, and what is before it in the queue of consumer', () => {
    const entries = [published, entry(2, 'sweep', 'republished'), entry(1, 'sweep', 'not-republished')];
    const queues = { consumer: queueWith('HighValueQueue', 1, 2) };

    const [step] = stepsOf({ item: pending(12), entries, queues });

    expect(step).toContain('It was announced 2 times, last on 2025-05-03 13:58:00 UTC.');
    expect(step).toContain('HighValueQueue has about 1 message waiting and 2 in flight.');
  });

  test('says so if sweep does not run', () => {
    const [step] = stepsOf({ item: pending(12), logs: { sweptAt: undefined } });

    expect(step).toContain(
      'sweep is due every 5 minutes, and no run of the last 15 is logged: see docs/alarms.md, "orders stay pending". ' +
        'If it runs, it announces it again by 14:05 UTC.',
    );
  });

  test('says nothing about the runs of sweep where there are no logs', () => {
    const [step] = stepsOf({ item: pending(12), logs: { since: undefined, sweptAt: undefined } });

    expect(step).toMatch(/Unless consumer acknowledges it before, sweep announces it again by 14:05 UTC\.$/);
  });
});

test('a pending order whose ReceivedAt somebody broke is announced by nobody', () => {
  const item = { ...pending(12), ReceivedAt: 'yesterday' };

  expect(stepsOf({ item })).toEqual([
    'Owed: its announcement. sweep cannot announce it, as its ReceivedAt is no time: correct the item.',
  ]);
});

describe('a dead letter', () => {
  test('waits until it expires, with its reason and the command to run', () => {
    expect(stepsOf({ letters: [letter('OrderDLQ')] })).toEqual([
      'Message message-1 waits in OrderDLQ until 2025-05-16 14:00:00 UTC, when SQS deletes it. Amount must be a ' +
        'number. To see it, and to redrive, delete or export it:\n  look into OrderDLQ for message-1',
    ]);
  });

  test('that has no OrderId that can be read only contains it', () => {
    const [step] = stepsOf({ letters: [letter('OrderDLQ', { orderId: undefined })] });

    expect(step).toMatch(/^Message message-1, which contains the OrderId, waits in OrderDLQ/);
  });

  test('cuts off what its sender wrote, and keeps its control characters', () => {
    const [step = ''] = stepsOf({
      letters: [letter('OrderDLQ', { reason: `\u001b[2J${'x'.repeat(9000)}` })],
    });

    expect(step).not.toContain('\u001b');
    expect(step.length).toBeLessThan(700);
  });

  test('of an announcement comes beside what sweep does', () => {
    const steps = stepsOf({ item: pending(30), letters: [letter('HighValueDLQ')] });

    expect(steps).toEqual([expect.stringMatching(/^Owed: /), expect.stringMatching(/waits in HighValueDLQ/)]);
  });
});

describe('a message that failed', () => {
  test.each([
    ['is received again', 1, 1, 'was received 1 of 3 times: ingest receives it again by 14:01 UTC.'],
    [
      'is received again, if that is late',
      3,
      2,
      'was received 2 of 3 times: ingest receives it again by 14:00 UTC.',
    ],
    ['becomes a dead letter', 1, 3, 'was received 3 of 3 times: SQS moves it to OrderDLQ by 14:01 UTC.'],
  ])('%s', (_, minutes, receives, expected) => {
    const entries = [entry(minutes, 'ingest', 'refused', ofMessage(receives))];

    expect(stepsOf({ entries })).toEqual([`Message message-1 ${expected}`]);
  });

  test('counts its last receive', () => {
    const entries = [1, 2].map((receives) => entry(3 - receives, 'consumer', 'failed', ofMessage(receives)));

    const steps = stepsOf({ item: pending(3), entries });

    expect(steps.at(-1)).toContain('was received 2 of 3 times: consumer receives it again');
  });

  test('is done if the function succeeded later', () => {
    const entries = [entry(2, 'ingest', 'failed', ofMessage(1)), entry(1, 'ingest', 'stored')];

    expect(stepsOf({ item: stored(1), entries })).toEqual(['Nothing is owed.']);
  });

  test('is not done by the success of another message if it was refused', () => {
    const entries = [entry(1.4, 'ingest', 'refused', ofMessage(2)), entry(1, 'ingest', 'duplicate')];

    expect(stepsOf({ item: stored(9), entries })).toEqual([expect.stringContaining('2 of 3 times')]);
  });

  test('is done if it is a dead letter', () => {
    const entries = [entry(1, 'ingest', 'refused', ofMessage(3))];

    expect(stepsOf({ entries, letters: [letter('OrderDLQ')] })).toEqual([
      expect.stringContaining('waits in OrderDLQ'),
    ]);
  });

  test('may still wait if nothing was logged about it for long', () => {
    const queues = { ingest: queueWith('OrderQueue', 7, 0) };

    expect(stepsOf({ entries: [entry(60, 'ingest', 'failed', ofMessage(1))], queues })).toEqual([
      'Message message-1 was received 1 of 3 times, last on 2025-05-03 13:00:00 UTC, and nothing is logged about it ' +
        'since. OrderQueue has about 7 messages waiting and 0 in flight.',
    ]);
  });

  test.each([
    [
      'sent back or deleted',
      'refused',
      [],
      /^Nothing is owed: message message-1 is in no dead-letter queue, so somebody sent it back or deleted it\. It can be sent again once it is corrected\.$/,
    ],
    ['sent back or deleted after a failure', 'failed', [], /deleted it\. Sending it again is always safe\.$/],
    [
      'a dead letter that somebody else reads',
      'refused',
      [{ queue: 'OrderDLQ', messages: 2 }],
      /^Message message-1 may be a dead letter that somebody else is reading: look again\.$/,
    ],
  ])('was %s if it used up its receives and is in no dead-letter queue', (_, outcome, unseen, expected) => {
    const steps = stepsOf({ entries: [entry(60, 'ingest', outcome, ofMessage(3))], unseen });

    expect(steps).toEqual([expect.stringMatching(expected)]);
  });

  test('of a function whose queue is unknown is only shown', () => {
    const entries = [entry(1, 'archive', 'failed', ofMessage(1))];

    expect(stepsOf({ item: stored(9), entries })).toEqual(['Nothing is owed.']);
  });
});

describe('what failed on invocation was answered with the error', () => {
  test.each([
    ['ingest', 'refused', 'It can be sent again once it is corrected.'],
    ['producer', 'refused', 'It can be sent again once it is corrected.'],
    ['ingest', 'failed', 'Sending it again is always safe.'],
    ['producer', 'not-published', 'Sending it again is always safe.'],
  ])('%s: %s', (functionName, outcome, advice) => {
    expect(stepsOf({ entries: [entry(9, functionName, outcome)] })).toEqual([
      `Nothing is owed: whoever sent it got the error. ${advice}`,
    ]);
  });
});

describe('an order that is published and not taken in', () => {
  const since = (minutes: number) => [entry(minutes, 'producer', 'published')];
  const queues = { ingest: queueWith('OrderQueue', 3, 10) };

  test.each([
    [
      'waits its turn',
      { entries: since(9), queues },
      '9 minutes ago. OrderQueue has about 3 messages waiting and 10 in flight. ingest takes it in when its turn comes.',
    ],
    [
      'arrives within minutes',
      { entries: since(1) },
      '60 seconds ago. ingest takes it in within minutes: look again.',
    ],
    [
      'may be looked at by somebody else',
      { entries: since(9), unseen: [{ queue: 'OrderSubscriptionDLQ', messages: 1 }] },
      '9 minutes ago. ingest takes it in within minutes: look again.',
    ],
    [
      'was deleted',
      { entries: since(9) },
      '9 minutes ago. No queue and no dead-letter queue has its message: somebody deleted it. Sending it again is always safe.',
    ],
  ])('%s', (_, known, expected) => {
    expect(stepsOf(known)).toEqual([`Owed: taking it in. It was published ${expected}`]);
  });
});

test('an unknown order may be another one', () => {
  expect(stepsOf({})).toEqual([
    'Check the OrderId, in which capitals count, and the stage, and further back with --since. A list that producer ' +
      'refuses is logged without its OrderIds.',
  ]);
});
