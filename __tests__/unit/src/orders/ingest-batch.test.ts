import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MalformedMessageError, type OrdersTable } from '../../../../src/orders/ports.ts';
import { putIntoTableThatRemembers } from '../../../support/fakes.ts';
import { createGate } from '../../../support/gate.ts';
import { anOrder } from '../../../support/orders.ts';
import { ingestWith } from '../../../support/use-cases.ts';

const LOW = { OrderId: 'LOW-1', Amount: 100 };
const HIGH = { OrderId: 'HIGH-1', Amount: 250 };
const highValueOrders = (...ids: string[]) => ids.map((OrderId) => ({ OrderId, Amount: 250 }));
const malformed = new MalformedMessageError('The message body is not JSON');
const announcedIds = ({ lists }: ReturnType<typeof ingestWith>['highValueOrderTopic']) =>
  lists.map((list) => list.map(({ OrderId }) => OrderId));

describe('the high-value orders of a batch', () => {
  test('are announced in one list, once each, in the sequence of their messages', async () => {
    const { ingestMessages, highValueOrderTopic, meter } = ingestWith();

    await ingestMessages(...highValueOrders('B'), LOW, malformed, anOrder(), ...highValueOrders('A', 'B'));

    expect(announcedIds(highValueOrderTopic)).toEqual([['B', 'A']]);
    expect(meter.metrics).toContain('NotificationsPublished 2');
  });

  test('are announced after the last of them is stored', async () => {
    const { gate, ingestMessages, highValueOrderTopic } = ingestAtAGate();

    const ingesting = ingestMessages(...highValueOrders('A', 'A', 'B'));
    await gate.untilArrived(2);
    gate.letThrough('B');
    gate.letThrough('A');
    await gate.untilArrived(3);
    const announcedBefore = highValueOrderTopic.lists.length;
    gate.letThrough('A');
    await ingesting;

    expect(announcedBefore).toBe(0);
  });

  test.each([
    ['has no high-value order', [LOW, anOrder()]],
    ['has only messages that are refused', [malformed, { OrderId: '' }]],
    ['is empty', []],
  ])('are not announced if the batch %s', async (_, contents) => {
    const { ingestMessages, highValueOrderTopic } = ingestWith();

    await ingestMessages(...contents);

    expect(highValueOrderTopic.lists).toEqual([]);
  });
});

describe('an announcement that fails', () => {
  test('fails every message of its order, and no other', async () => {
    const { ingestMessages, meter } = ingestWith({ failing: ['B'] });

    const failed = await ingestMessages(...highValueOrders('A', 'B', 'C', 'B'), LOW);

    expect(failed).toEqual([1, 3]);
    expect(meter.metrics.filter((metric) => /Published|Failed/.test(metric))).toEqual([
      ...['NotificationsPublished 2', 'OrderRecordsFailed 1', 'OrderRecordsFailed 1'],
    ]);
  });

  test('is made good when its message comes again', async () => {
    const failing = [HIGH.OrderId];
    const { ingestMessages, highValueOrderTopic } = ingestWith({ failing });
    await ingestMessages(HIGH);
    failing.length = 0;

    const failed = await ingestMessages(HIGH);

    expect(failed).toEqual([]);
    expect(announcedIds(highValueOrderTopic)).toEqual([['HIGH-1'], ['HIGH-1']]);
  });
});

describe('messages that fail', () => {
  test('leave the others stored', async () => {
    const { ingestMessages, ordersTable } = ingestWith();

    const failed = await ingestMessages(LOW, malformed, { OrderId: '' }, { ...LOW, Amount: 1 }, HIGH);

    expect(failed).toEqual([1, 2, 3]);
    expect(ordersTable.puts.map(({ order }) => order)).toEqual([LOW, HIGH, { ...LOW, Amount: 1 }]);
  });

  test('are logged by their ids and receives, without an OrderId if they are not JSON', async () => {
    const { ingestMessages, log, meter } = ingestWith();

    await ingestMessages(malformed);

    const refusal = { Outcome: 'refused', Reason: malformed.message };
    expect(log.lines).toStrictEqual([
      [
        'warn',
        'Order refused: invalid',
        { MessageId: 'message-0', Receives: 2, OrderId: undefined, ...refusal },
      ],
    ]);
    expect(meter.metrics).toEqual(['OrderRecordsFailed 1', 'InvalidOrders 1']);
  });

  test('are exactly those given as failed, whatever the batch', async () => {
    const sound = fc.constantFrom({}, { Amount: 100 }, { Amount: 250 }).map((fields) => anOrder(fields));
    const failing = fc.constantFrom(malformed, null, { OrderId: '' }, ...highValueOrders('NOT-ANNOUNCED'));
    const message = fc.oneof(
      sound.map((content) => ({ content, fails: false })),
      failing.map((content) => ({ content, fails: true })),
    );

    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 20 }), async (batch) => {
        const { ingestMessages } = ingestWith({ failing: ['NOT-ANNOUNCED'] });

        const failed = await ingestMessages(...batch.map(({ content }) => content));

        expect(failed).toEqual([...batch.keys()].filter((position) => batch[position]?.fails));
      }),
    );
  });
});

describe('the orders of a batch are put', () => {
  test('at the same time if their OrderIds differ, and may be stored in any sequence', async () => {
    const { gate, ingestMessages } = ingestAtAGate();

    const ingesting = ingestMessages({ OrderId: 'A' }, { OrderId: 'B' }, { OrderId: 'C' });
    await gate.untilArrived(3);
    for (const OrderId of ['C', 'A', 'B']) gate.letThrough(OrderId);
    const failed = await ingesting;

    expect(failed).toEqual([]);
  });

  test('one after the other, in the sequence of their messages, if they share an OrderId', async () => {
    const { gate, ingestMessages } = ingestAtAGate();

    const threeTimes = ['first', 'second', 'third'].map((Status) => ({ OrderId: 'A', Status }));
    const ingesting = ingestMessages(...threeTimes, { OrderId: 'B' });
    for (const [index, name] of ['A first', 'A second', 'A third'].entries()) {
      await gate.untilArrived(index + 2);
      gate.letThrough(name);
    }
    gate.letThrough('B');
    await ingesting;

    expect(gate.arrived).toEqual(['A first', 'B', 'A second', 'A third']);
  });

  test('only after an earlier put of their OrderId has failed or succeeded', async () => {
    const put = putIntoTableThatRemembers();
    const { gate, ingestMessages } = ingestAtAGate((order, ...others) =>
      order.Status === 'fails' ? Promise.reject(new Error('The table is gone')) : put(order, ...others),
    );

    const ingesting = ingestMessages({ OrderId: 'A', Status: 'fails' }, { OrderId: 'A' }, { OrderId: 'B' });
    await gate.untilArrived(2);
    const atFirst = [...gate.arrived];
    gate.letThrough('A fails');
    await gate.untilArrived(3);
    gate.letAllThrough();
    const failed = await ingesting;

    expect(atFirst).toEqual(['A fails', 'B']);
    expect(failed).toEqual([0]);
  });
});

/** An ingest whose puts wait at a gate, each under its OrderId and Status. */
function ingestAtAGate(put: OrdersTable['put'] = putIntoTableThatRemembers()) {
  const gate = createGate();
  const parts = ingestWith({
    async put(order, highValue, now) {
      await gate.pass([order.OrderId, order.Status].filter(Boolean).join(' '));
      return put(order, highValue, now);
    },
  });
  return { gate, ...parts };
}
