import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { createReadableLog } from '../../../../tools/dev/readable-log.ts';
import { systemLog } from '../../../../tools/stack/system-log.ts';
import { PROJECT } from '../../../support/markdown.ts';

const REQUEST = '00000000-0000-4000-8000-000000000001';
const TIME = /^\d\d:\d\d:\d\d/gm;

/** The lines that an invocation of ingest prints, on a terminal with so many columns. The times are replaced. */
function printed(written: (object | string)[], columns = 80): string[] {
  const lines: string[] = [];
  const log = createReadableLog({
    print: (line) => lines.push(line),
    columns: () => columns,
    prefix: 'stack-',
  });
  const write = (text: string) => log.write('stack-ingest', text);
  write(systemLog.start(REQUEST));
  for (const entry of written) write(`${typeof entry === 'string' ? entry : JSON.stringify(entry)}\n`);
  write(systemLog.end(REQUEST));
  write(systemLog.report(REQUEST, { milliseconds: 12.3, initMs: 0, memoryMB: 512, usedMB: 90 }));
  return stripVTControlCharacters(lines.join('\n')).replaceAll(TIME, 'HH:MM:SS').split('\n');
}

/** An entry as ingest writes it. */
const entry = (fields: object = {}) => ({
  level: 'INFO',
  message: 'Order stored',
  timestamp: '2026-11-21T12:00:00.000Z',
  function_name: 'stack-ingest',
  function_request_id: REQUEST,
  OrderId: 'ORD-1',
  Outcome: 'stored',
  ...fields,
});

/** The line with which Lambda reports that a handler threw. */
const invokeError = (errorMessage: string, frames: string[]) => {
  const error = { errorType: 'RangeError', errorMessage, stack: [`RangeError: ${errorMessage}`, ...frames] };
  return ['2026-11-21T12:00:00.000Z', REQUEST, 'ERROR', 'Invoke Error ', JSON.stringify(error)].join('\t');
};

test('a decision is one line: time, function, OrderId, outcome, and milliseconds of the invocation', () => {
  expect(printed([entry({ Notification: 'published' })])).toEqual([
    'HH:MM:SS  ingest    ORD-1     stored, published              12 ms',
  ]);
});

test('a refusal has its reason below, wrapped', () => {
  const Reason = 'Order ORD-1 is already stored with another Amount; the stored order is unchanged.';

  expect(printed([entry({ level: 'WARN', Outcome: 'refused', Reason })])).toEqual([
    'HH:MM:SS  ingest    ORD-1     refused                        12 ms',
    '                    Order ORD-1 is already stored with another Amount; the',
    '                    stored order is unchanged.',
  ]);
});

test('an error has its message, and of its stack trace the lines of src/', () => {
  const frames = [
    `    at parseOrder (file://${PROJECT}/src/orders/order.ts:110:9)`,
    `    at send (${PROJECT}/node_modules/@smithy/core/index.js:1:2)`,
    '    at process.processTicksAndRejections (node:internal/process/task_queues:103:5)',
  ];

  expect(printed([invokeError('too far', frames)])).toEqual([
    'HH:MM:SS  ingest              failed                         12 ms',
    '                    RangeError: too far',
    '                      at parseOrder (src/orders/order.ts:110:9)',
  ]);
});

test('an error without a line of src/ has the first lines of its stack trace', () => {
  const frames = [1, 2, 3, 4].map((line) => `    at load (node:internal/modules/cjs/loader:${line}:1)`);

  expect(printed([invokeError('too far', frames)])).toHaveLength(5);
});

test('an error that a decision already states is not repeated', () => {
  expect(
    printed([entry({ level: 'WARN', Outcome: 'refused', Reason: 'no' }), invokeError('no', [])]),
  ).toHaveLength(2);
});

test('a decision without an outcome has its message, and its facts below', () => {
  const { OrderId: _, Outcome: __, ...sweep } = entry({ message: 'Swept', Republished: 1, Failed: 0 });

  expect(printed([sweep])).toEqual([
    'HH:MM:SS  ingest              Swept                          12 ms',
    '                    Republished 1, Failed 0',
  ]);
});

test('what a function prints itself appears with its name; metrics do not appear', () => {
  const metrics = { _aws: { Timestamp: 0, CloudWatchMetrics: [] }, OrdersStored: [1] };

  expect(printed(['here', metrics, '[1,2]'])).toEqual([
    'HH:MM:SS  ingest    here',
    'HH:MM:SS  ingest    [1,2]',
  ]);
});

test('a function that Lambda ended says why', () => {
  const line = systemLog.fault(REQUEST, 'Task timed out after 3.00 seconds').trimEnd();

  expect(printed([line])).toEqual(['HH:MM:SS  ingest    Task timed out after 3.00 seconds']);
});

test('a long OrderId leaves the outcome on a line of its own, if the terminal is too narrow', () => {
  const OrderId = 'ORD-00000000-0000-4000-8000-000000000001';

  expect(printed([entry({ OrderId })], 80)).toEqual([
    `HH:MM:SS  ingest    ${OrderId}`,
    '                    stored                         12 ms',
  ]);
  expect(printed([entry({ OrderId })], 100)).toHaveLength(1);
});

test('no text controls the terminal', () => {
  const [line = ''] = printed([entry({ OrderId: 'A\u001b[2J\u0007\nB' })]);

  expect(line).toContain('A  B');
});
