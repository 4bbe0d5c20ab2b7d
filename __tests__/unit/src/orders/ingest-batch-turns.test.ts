import { describe, expect, test } from '@jest/globals';
import type { OrdersTable } from '../../../../src/orders/ports.ts';
import { putIntoTableThatRemembers } from '../../../support/fakes.ts';
import { createGate } from '../../../support/gate.ts';
import { batchIngestWith } from '../../../support/ingest.ts';
import { failuresOf, sqsEvent, sqsRecord } from '../../../support/sqs.ts';

/** An ingest whose puts wait at a gate, each under its OrderId and Status. */
function ingestAtAGate(put: OrdersTable['put'] = putIntoTableThatRemembers()) {
  const gate = createGate();
  const { ingestBodies, ...rest } = batchIngestWith({
    async put(order, highValue, now) {
      await gate.pass([order.OrderId, order.Status].filter(Boolean).join(' '));
      return put(order, highValue, now);
    },
  });
  return { gate, ingestBodies, ...rest };
}

describe('orders of different OrderIds', () => {
  test('are put at the same time', async () => {
    const { gate, ingestBodies } = ingestAtAGate();

    const ingesting = ingestBodies({ OrderId: 'A' }, { OrderId: 'B' }, { OrderId: 'C' });
    await gate.untilArrived(3);
    gate.letAllThrough();
    await ingesting;

    expect(gate.arrived).toEqual(['A', 'B', 'C']);
  });

  test('may be stored in any sequence', async () => {
    const { gate, ingestBodies } = ingestAtAGate();

    const ingesting = ingestBodies({ OrderId: 'A' }, { OrderId: 'B' });
    await gate.untilArrived(2);
    gate.letThrough('B');
    gate.letThrough('A');
    const answer = await ingesting;

    expect(answer).toStrictEqual({ batchItemFailures: [] });
  });
});

describe('orders of the same OrderId', () => {
  const bodies = [
    { OrderId: 'A', Status: 'first' },
    { OrderId: 'A', Status: 'second' },
    { OrderId: 'A', Status: 'third' },
    { OrderId: 'B' },
  ];

  test('are put in turn, while others do not wait for them', async () => {
    const { gate, ingestBodies } = ingestAtAGate();

    const ingesting = ingestBodies(...bodies);
    await gate.untilArrived(2);
    const atFirst = [...gate.arrived];
    gate.letAllThrough();
    await gate.untilArrived(3);
    gate.letAllThrough();
    await gate.untilArrived(4);
    gate.letAllThrough();
    await ingesting;

    expect(atFirst).toEqual(['A first', 'B']);
  });

  test('are put in the sequence of their records', async () => {
    const { gate, ingestBodies } = ingestAtAGate();

    const ingesting = ingestBodies(...bodies);
    for (const [index, name] of ['A first', 'A second', 'A third'].entries()) {
      await gate.untilArrived(index + 2);
      gate.letThrough(name);
    }
    gate.letThrough('B');
    await ingesting;

    expect(gate.arrived).toEqual(['A first', 'B', 'A second', 'A third']);
  });

  test('leave the first one stored where they say something else', async () => {
    const records = [1, 2, 1].map((Amount) => sqsRecord({ OrderId: 'A', Amount }));
    const { ingest } = batchIngestWith();

    const answer = await ingest(sqsEvent(...records));

    expect(answer).toStrictEqual(failuresOf(records[1]));
  });
});

describe('a put that fails', () => {
  const tableFailure = new Error('The table is gone');

  /** A table whose first put fails. */
  function putFailsOnce(): OrdersTable['put'] {
    const put = putIntoTableThatRemembers();
    let failed = false;
    return async (...order) => {
      if (failed) return put(...order);
      failed = true;
      throw tableFailure;
    };
  }

  test('does not stop the next one of its OrderId', async () => {
    const records = [sqsRecord({ OrderId: 'A' }), sqsRecord({ OrderId: 'A' })];
    const { ingest } = batchIngestWith({ put: putFailsOnce() });

    const answer = await ingest(sqsEvent(...records));

    expect(answer).toStrictEqual(failuresOf(records[0]));
  });

  test('makes the next one of its OrderId the one that is stored', async () => {
    const { ingestBodies, meter } = batchIngestWith({ put: putFailsOnce() });

    await ingestBodies({ OrderId: 'A' }, { OrderId: 'A' });

    expect(meter.metrics).toEqual(['OrdersStored 1', 'OrdersWithoutAmount 1', 'OrderRecordsFailed 1']);
  });

  test('is over before the next one of its OrderId begins', async () => {
    const { gate, ingestBodies } = ingestAtAGate(putFailsOnce());

    const ingesting = ingestBodies({ OrderId: 'A' }, { OrderId: 'A' }, { OrderId: 'B' });
    await gate.untilArrived(2);
    const atFirst = [...gate.arrived];
    gate.letThrough('A');
    await gate.untilArrived(3);
    gate.letAllThrough();
    await ingesting;

    expect(atFirst).toEqual(['A', 'B']);
  });
});
