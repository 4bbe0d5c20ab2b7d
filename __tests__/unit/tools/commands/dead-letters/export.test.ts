import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createCommand, freshFolder } from './dead-letters-in-memory.ts';

type Exported = { MessageId: string; Body: unknown; [field: string]: unknown };

/** Exports OrderDLQ, lets its messages be edited, and sends them. */
async function exportEditAndSend(
  { deadLetters, folder }: ReturnType<typeof createCommand>,
  edit: (message: Exported) => unknown = (message) => message,
) {
  const file = join(folder, 'orders.json');
  const exported = await deadLetters(['--queue', 'OrderDLQ', '--export', file]);
  const messages = JSON.parse(readFileSync(file, 'utf8')) as Exported[];
  writeFileSync(file, JSON.stringify(messages.map(edit), undefined, 4));
  const sent = await deadLetters(['--send', file, '--yes']);
  return { messages, exitCodes: [exported, sent], file };
}

test('exports messages with what is known of them, and leaves them in the queue', async () => {
  const { sqs, deadLetters, folder, text } = createCommand({ orders: 1 });
  sqs.put(
    'OrderDLQUrl',
    { OrderId: 'ORD-2', Amount: -1 },
    { Type: { DataType: 'String', StringValue: 'a' } },
  );
  const file = join(folder, 'orders.json');

  const exitCode = await deadLetters(['--queue', 'OrderDLQ', '--export', file, '--reason', 'Amount must']);

  expect(exitCode).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([
    {
      ...{ Queue: 'OrderDLQ', MessageId: 'message-2', OrderId: 'ORD-2', Receives: 4 },
      Reason: 'Invalid order: Amount must be from 0 to 1,000,000,000',
      ...{ SentAt: '2025-05-03T12:00:00.000Z', ExpiresAt: '2025-05-17T12:00:00.000Z' },
      Body: { OrderId: 'ORD-2', Amount: -1 },
      Attributes: { Type: { DataType: 'String', StringValue: 'a' } },
    },
  ]);
  expect(text()).toContain('Exported 1 message of OrderDLQ to');
  expect(text()).toContain(`npm run dead-letters -- --stage dev --send ${file}`);
  expect(sqs.queue('OrderDLQUrl')).toHaveLength(2);
  expect(sqs.hidden('OrderDLQUrl')).toEqual([]);
});

test('only the owner can read an export', async () => {
  const { deadLetters, folder } = createCommand({ orders: 1 });

  await deadLetters(['--queue', 'OrderDLQ', '--export', join(folder, 'orders.json')]);

  expect(statSync(join(folder, 'orders.json')).mode & 0o077).toBe(0);
});

test('sends corrected messages to the queue they came from, and deletes the originals alone', async () => {
  const command = createCommand({ orders: 2 });
  const { sqs, printed } = command;
  sqs.put('OrderDLQUrl', { OrderId: 'ORD-3', Amount: -1 });
  const file = join(command.folder, 'orders.json');
  await command.deadLetters(['--queue', 'OrderDLQ', '--only', 'ORD-3,ORD-2', '--export', file]);
  writeFileSync(file, readFileSync(file, 'utf8').replace('"Amount": -1', '"Amount": 7'));
  printed.stdout = '';

  const exitCode = await command.deadLetters(['--send', file, '--yes']);

  expect(exitCode).toBe(0);
  expect(printed.stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /^Send 2 of 2 messages of .* to OrderQueue, and delete the originals from OrderDLQ: 2 A valid order.* ORD-2, ORD-3 Done: 2 of 2 messages sent\. $/,
  );
  expect(sqs.bodies('OrderQueueUrl').sort()).toEqual([
    '{"OrderId":"ORD-2"}',
    '{"OrderId":"ORD-3","Amount":7}',
  ]);
  expect(sqs.bodies('OrderDLQUrl')).toEqual(['{"OrderId":"ORD-1"}']);
});

test.each([
  'no JSON at all\u0007 \u202e \ud83d\ude00',
  '{"OrderId": "ORD-1"}',
  '{"OrderId":"ORD-1","Amount":100.00000000000000001}',
  '{"OrderId":"ORD-1","Amount":1e400}',
  '{"OrderId":"ORD-1","OrderId":"ORD-2"}',
  '{"__proto__":{"a":1},"constructor":1,"2":1,"1":2}',
  '"text"',
  '[1,null]',
  'null',
  ' ',
])('a body that is not edited is sent character by character: %j', async (body) => {
  const command = createCommand();
  command.sqs.put('OrderDLQUrl', body);

  const { exitCodes } = await exportEditAndSend(command);

  expect(exitCodes).toEqual([0, 0]);
  expect(command.sqs.bodies('OrderQueueUrl')).toEqual([body]);
  expect(command.sqs.bodies('OrderDLQUrl')).toEqual([]);
});

test('attributes are sent as they were, also binary ones', async () => {
  const command = createCommand();
  const attributes = {
    Text: { DataType: 'String', StringValue: 'a' },
    Bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 127]) },
  };
  command.sqs.put('OrderDLQUrl', 'a', attributes);

  await exportEditAndSend(command);

  const [sent] = command.sqs.queue('OrderQueueUrl');
  expect(sent?.MessageAttributes).toMatchObject({ Text: attributes.Text });
  expect([...(sent?.MessageAttributes.Bytes?.BinaryValue ?? [])]).toEqual([0, 255, 127]);
});

test('says before it sends what will become of the corrected messages', async () => {
  const command = createCommand();
  command.sqs.put('OrderDLQUrl', { OrderId: 'ORD-1', Amount: -1 });

  await exportEditAndSend(command, (message) => ({ ...message, Body: { OrderId: 'ORD-1', Quantity: -1 } }));

  expect(command.text()).toMatch(/Send 1 of 1 message .* 1 Invalid order: Quantity must be a whole number/);
});

test('sends the messages of several queues, and names those that are no longer there', async () => {
  const { sqs, deadLetters, folder, text } = createCommand({ orders: 1 });
  sqs.put('HighValueDLQUrl', 'b');
  const file = join(folder, 'both.json');
  writeFileSync(
    file,
    JSON.stringify([
      { Queue: 'OrderDLQ', MessageId: 'message-1', Body: 'a' },
      { Queue: 'HighValueDLQ', MessageId: 'message-2', Body: 'b' },
      { Queue: 'HighValueDLQ', MessageId: 'message-3', Body: 'c' },
    ]),
  );

  const exitCode = await deadLetters(['--send', file, '--yes']);

  expect(exitCode).toBe(1);
  expect(text()).toContain('Not in HighValueDLQ: message-3.');
  expect(text()).toContain('Done: 2 of 2 messages sent.');
  expect([sqs.bodies('OrderQueueUrl'), sqs.bodies('HighValueQueueUrl')]).toEqual([['a'], ['b']]);
});

test('does not overwrite a file, which may have been corrected', async () => {
  const { sqs, deadLetters, folder, text } = createCommand({ orders: 1 });
  const file = join(folder, 'orders.json');
  writeFileSync(file, 'corrected');

  const exitCode = await deadLetters(['--queue', 'OrderDLQ', '--export', file]);

  expect(exitCode).toBe(2);
  expect(text()).toContain('exists already: give another name, or delete it.');
  expect(readFileSync(file, 'utf8')).toBe('corrected');
  expect(sqs.calls).toEqual([]);
});

test('writes no file if there is nothing to export', async () => {
  const { deadLetters, folder, text } = createCommand({ orders: 1 });
  const file = join(folder, 'orders.json');

  const exitCode = await deadLetters(['--queue', 'OrderDLQ', '--only', 'ORD-9', '--export', file]);

  expect(exitCode).toBe(1);
  expect(text()).toBe('There is nothing to export. Not in OrderDLQ: ORD-9. ');
  expect(existsSync(file)).toBe(false);
});

const one = { Queue: 'OrderDLQ', MessageId: 'm', Body: 'a' };

test.each([
  ['{', /orders\.json cannot be read: .*JSON/],
  [{}, /the file must be a list of messages/],
  [[1], /0 must be an object/],
  [
    [one, { Queue: 'OrderQueue', Body: '' }],
    /1\.Queue must be one of OrderDLQ, .* 1\.MessageId is missing 1\.Body must be text or an object/,
  ],
  [[{ ...one, Body: 7 }], /0\.Body must be text or an object/],
  [[{ ...one, Attributes: { A: 'a' } }], /0\.Attributes\.A /],
  [[one, one], /has messages twice: m\. Leave one of each\./],
])('a file with %j is refused with every problem', async (content, expected) => {
  const { sqs, deadLetters, folder, text } = createCommand();
  const file = join(folder, 'orders.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));

  const exitCode = await deadLetters(['--send', file, '--yes']);

  expect(exitCode).toBe(2);
  expect(text()).toMatch(expected);
  expect(sqs.calls).toEqual([]);
});

test('a file that is not there is wrong usage', async () => {
  const { deadLetters, text } = createCommand();

  const exitCode = await deadLetters(['--send', join(freshFolder(), 'none.json')]);

  expect(exitCode).toBe(2);
  expect(text()).toMatch(/none\.json cannot be read: ENOENT/);
});
