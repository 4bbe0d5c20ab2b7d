import { expect, test } from '@jest/globals';
import { seedOf } from '../../../../tools/simulation/draws.ts';
import { runSchedule } from '../../../../tools/simulation/schedule.ts';
import { type Input, inputOf } from '../../../../tools/simulation/workload/inputs.ts';
import { log, meter } from '../../../support/observability.ts';
import { PRIVATE_FIELDS } from '../../../support/order-fields.ts';
import { PRIVATE, withPrivateTexts } from '../../../support/private-texts.ts';
import { linesWrittenBy, messagesOf } from '../../../support/written-lines.ts';

const SCHEDULES = 150;

/** What is equal stays equal, and what differs goes on to differ. */
function privately({ text, order }: Input): Input {
  if (order === undefined) return { text: withPrivateTexts(text) };
  const texts = PRIVATE_FIELDS.map((field) => [field, `${PRIVATE} ${order[field]}`]);
  return inputOf({ ...order, ...Object.fromEntries(texts) }, text.includes('"orderId"'));
}

test(`nothing private is logged in ${SCHEDULES} schedules of which every input holds it`, async () => {
  const violations: unknown[] = [];
  const runAll = async () => {
    for (let number = 0; number < SCHEDULES; number += 1) {
      const { violation } = await runSchedule(seedOf(1, number), { asSent: privately, log, meter });
      violations.push(violation);
    }
  };

  const lines = await linesWrittenBy(runAll, [{}]);

  expect(violations).toEqual(Array(SCHEDULES).fill(undefined));
  expect(lines.filter((line) => line.includes(PRIVATE))).toEqual([]);
  expect(messagesOf(lines)).toEqual([
    'Announcement not acknowledged',
    'Announcement not sent again',
    'Order acknowledged',
    'Order announced again',
    'Order duplicate',
    'Order not published',
    'Order not taken in',
    'Order published',
    'Order refused: conflict',
    'Order refused: invalid',
    'Order stored',
    'Orders refused: invalid',
    'Partition not swept to its end',
    'Swept',
  ]);
});
