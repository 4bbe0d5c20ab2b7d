import { expect, test } from '@jest/globals';
import { PRIVATE_FIELDS } from '../../../../tools/service/order-fields.ts';
import { seedOf } from '../../../../tools/simulation/random.ts';
import { runSchedule } from '../../../../tools/simulation/schedule.ts';
import { type Input, inputOf } from '../../../../tools/simulation/workload/inputs.ts';
import { linesWrittenBy, log, messagesOf, meter } from '../../../support/observability.ts';
import { PRIVATE, withPrivateTexts } from '../../../support/private-texts.ts';

const SCHEDULES = 150;

/** Makes every text private. Equal texts stay equal, different ones different. */
function withPrivateFields({ text, order }: Input): Input {
  if (order === undefined) return { text: withPrivateTexts(text) };
  const texts = PRIVATE_FIELDS.map((field) => [field, `${PRIVATE} ${order[field]}`]);
  return inputOf({ ...order, ...Object.fromEntries(texts) }, text.includes('"orderId"'));
}

test(`no private text is logged in ${SCHEDULES} schedules in which every input has them`, async () => {
  const violations: unknown[] = [];
  const runAll = async () => {
    for (let number = 0; number < SCHEDULES; number += 1) {
      const options = { mapInput: withPrivateFields, log, meter };
      const { violation } = await runSchedule(seedOf(1, number), options);
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
    'Order not ingested',
    'Order not published',
    'Order published',
    'Order refused: conflict',
    'Order refused: invalid',
    'Order stored',
    'Orders refused: invalid',
    'Partition not swept completely',
    'Swept',
  ]);
});
