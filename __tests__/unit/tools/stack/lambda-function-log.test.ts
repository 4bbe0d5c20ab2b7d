import { describe, expect, test } from '@jest/globals';
import { useExampleFunctions } from '../../../support/example-functions.ts';

const functionOf = useExampleFunctions();

describe('the log of an invocation', () => {
  const ID = '00000000-0000-4000-8000-000000000001';

  test('is what the function wrote, between the lines that Lambda writes', async () => {
    const invoke = functionOf('example.handler');

    await invoke({ log: 'first' });
    const { log } = await invoke({ log: 'second' }, ID);

    expect(log.split('\n')).toEqual([
      `START RequestId: ${ID} Version: $LATEST`,
      'second',
      `END RequestId: ${ID}`,
      expect.stringMatching(
        new RegExp(
          `^REPORT RequestId: ${ID}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\t` +
            'Memory Size: 256 MB\tMax Memory Used: [1-9]\\d* MB\t$',
        ),
      ),
      '',
    ]);
  });

  test('names the time that the worker took to start, when it did', async () => {
    const invoke = functionOf('example.handler');

    const [first, second] = [await invoke({}), await invoke({})];

    expect(first.log).toMatch(/^REPORT .*\tInit Duration: \d+\.\d\d ms\t$/m);
    expect(second.log).not.toContain('Init Duration');
  });

  test('names the error of a handler that throws, as the runtime for Node does', async () => {
    const invoke = functionOf('example.handler');

    const { log } = await invoke({ throw: 'too far' }, ID);

    const [time, id, level, what, error = ''] = (log.split('\n')[1] ?? '').split('\t');
    expect(Date.parse(time ?? '')).not.toBeNaN();
    expect([id, level, what]).toEqual([ID, 'ERROR', 'Invoke Error ']);
    expect(JSON.parse(error)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(JSON.parse(error).stack[0]).toBe('RangeError: too far');
  });

  test.each([
    [{ hang: true }, `${ID} Task timed out after 1.00 seconds`],
    [{ exit: true }, `${ID} Runtime exited`],
    [{ crash: true }, `${ID} crashed`],
  ])('says why there is no answer: %p', async (event, reason) => {
    const invoke = functionOf('example.handler');

    const { log } = await invoke(event, ID);

    const lines = log.split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'START',
      expect.any(String),
      'END',
      'REPORT',
      '',
    ]);
    expect(lines[1]).toMatch(new RegExp(`^\\d{4}-\\S+Z ${reason}$`));
  });

  test('begins with what the function wrote when it was loaded', async () => {
    const lines: string[] = [];
    const invoke = functionOf('talkative.handler', (text) => lines.push(text));

    await invoke({});

    expect(lines.map((line) => line.split(' ')[0]?.trim())).toEqual(['starting', 'START', 'END', 'REPORT']);
  });

  test('comes to the host line by line', async () => {
    const lines: string[] = [];
    const invoke = functionOf('example.handler', (text) => lines.push(text));

    const { log } = await invoke({ log: 'first' });

    expect(lines.join('')).toBe(log);
    expect(lines).toHaveLength(4);
  });
});
