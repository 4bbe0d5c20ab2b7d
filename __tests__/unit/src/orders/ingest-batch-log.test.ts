import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { batchIngestWith, putAnswers, putFails } from '../../../support/ingest.ts';
import { aHighValueOrder } from '../../../support/orders.ts';
import { snsEnvelope, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

const LOW = { OrderId: 'LOW-1', Amount: 100 };
const HIGH = { OrderId: 'HIGH-1', Amount: 250 };
const tableFailure = new Error('The table is gone');

describe('the log has one line a record', () => {
  const answerTo = (OrderId: string) => ({ OrderId, HighValue: true, Notification: 'published' });

  test('with what ingest would answer to the order alone', async () => {
    const { ingestBodies, log } = batchIngestWith();

    await ingestBodies(HIGH, LOW, HIGH);

    expect(log.lines).toEqual([
      ['info', 'Order stored', { ...answerTo('HIGH-1'), Outcome: 'stored' }],
      [
        'info',
        'Order stored',
        { OrderId: 'LOW-1', Outcome: 'stored', HighValue: false, Notification: 'not-needed' },
      ],
      ['info', 'Order duplicate', { ...answerTo('HIGH-1'), Outcome: 'duplicate' }],
    ]);
  });

  test('that says where an order was acknowledged before', async () => {
    const order = aHighValueOrder({ OrderId: 'HIGH-1' });
    const put = putAnswers({ outcome: 'duplicate', order, notification: 'notified' });
    const { ingestBodies, log } = batchIngestWith({ put });

    await ingestBodies(HIGH);

    const facts = {
      OrderId: 'HIGH-1',
      Outcome: 'duplicate',
      HighValue: true,
      Notification: 'already-notified',
    };
    expect(log.lines).toEqual([['info', 'Order duplicate', facts]]);
  });

  test.each([
    ['is not JSON', 'not JSON', 'The message body is not JSON'],
    ['is not JSON in its envelope', snsEnvelope('{'), "The SNS envelope's Message is not JSON"],
  ])('that warns of a body that %s, by its message', async (_, body, Reason) => {
    const { ingest, log } = batchIngestWith();
    const record = sqsRecord(body);

    await ingest(sqsEvent(record));

    const facts = { MessageId: record.messageId, OrderId: undefined, Outcome: 'refused', Reason };
    expect(log.lines).toStrictEqual([['warn', 'Order refused: invalid', facts]]);
  });

  test('that warns of an invalid order, by its message and its id', async () => {
    const { ingest, log } = batchIngestWith();
    const record = sqsRecord({ OrderId: 'ORD-1', Amount: '250' });

    await ingest(sqsEvent(record));

    const Reason = 'Invalid order ORD-1: Amount must be a number';
    const facts = { MessageId: record.messageId, OrderId: 'ORD-1', Outcome: 'refused', Reason };
    expect(log.lines).toStrictEqual([['warn', 'Order refused: invalid', facts]]);
  });

  test('that warns of a conflict, by its message and its id', async () => {
    const { ingest, ingestBodies, log } = batchIngestWith();
    await ingestBodies({ OrderId: 'ORD-1', Amount: 1 });
    log.lines.length = 0;
    const record = sqsRecord({ OrderId: 'ORD-1', Amount: 2 });

    await ingest(sqsEvent(record));

    const Reason = expect.stringContaining('Order ORD-1 is already stored with another Amount');
    const facts = { MessageId: record.messageId, OrderId: 'ORD-1', Outcome: 'refused', Reason };
    expect(log.lines).toEqual([['warn', 'Order refused: conflict', facts]]);
  });

  test("that is an error with the order's id and the cause, for a failure of the table", async () => {
    const { ingest, log } = batchIngestWith({ put: putFails(tableFailure) });
    const record = sqsRecord(LOW);

    await ingest(sqsEvent(record));

    const facts = { MessageId: record.messageId, OrderId: 'LOW-1', Outcome: 'failed', error: tableFailure };
    expect(log.lines).toStrictEqual([['error', 'Order not ingested', facts]]);
  });

  test('that is an error which names the order, for a failed announcement', async () => {
    const { ingest, log } = batchIngestWith({ failing: ['HIGH-1'] });
    const record = sqsRecord(HIGH);

    await ingest(sqsEvent(record));

    const error = expect.objectContaining({ name: 'AnnouncementFailedError', orderId: 'HIGH-1' });
    const facts = { MessageId: record.messageId, OrderId: 'HIGH-1', Outcome: 'failed', error };
    expect(log.lines).toEqual([['error', 'Order not ingested', facts]]);
  });
});

test.each([
  ['that is stored', { ...HIGH, UserId: 'SECRET' }],
  ['that is not JSON', '{"OrderId":"SECRET"'],
  ['that is invalid', { OrderId: 'ORD-1', Amount: 'SECRET', UserId: 'SECRET' }],
  ['that is in conflict', { OrderId: 'ORD-TAKEN', UserId: 'SECRET' }],
])('the log has nothing of the payload of a record %s', async (_, body) => {
  const { ingestBodies, log } = batchIngestWith();
  await ingestBodies({ OrderId: 'ORD-TAKEN', UserId: 'U1' });

  await ingestBodies(body);

  expect(inspect(log.lines, { depth: null })).not.toContain('SECRET');
});
