import { existsSync, readFileSync } from 'node:fs';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { UsageError } from '../../service/command-options.ts';
import { QUEUE_NAMES } from '../../service/dead-letter-queues.ts';
import { toJson } from '../../service/text.ts';
import { writeDurably } from './durable-file.ts';
import type { Content, Letter } from './letters.ts';
import { letterDocument } from './report.ts';

const required = (what: string) => v.pipe(v.string(`must be ${what}`), v.nonEmpty(`must be ${what}`));

const isBody = (value: unknown) =>
  value !== '' && value !== null && ['string', 'object'].includes(typeof value);

/** A message in a file. What else an export says of it is for people. */
const messageSchema = v.object(
  {
    Queue: v.picklist(QUEUE_NAMES, `must be one of ${QUEUE_NAMES.join(', ')}`),
    MessageId: required('the MessageId of the original'),
    OrderId: v.optional(v.string()),
    // As it is: a schema of an object would make another one.
    Body: v.custom<string | object>(isBody, 'must be text or an object'),
    Attributes: v.optional(
      v.record(
        v.string(),
        v.object({
          DataType: v.string(),
          StringValue: v.optional(v.string()),
          BinaryValue: v.optional(v.string()),
        }),
      ),
      {},
    ),
  },
  'must be an object',
);
const fileSchema = v.array(messageSchema, 'must be a list of messages');

/** A message of an export, possibly corrected, and the original in the dead-letter queue. */
export type Replacement = Pick<Letter, 'queue' | 'id'> & Content;

/** @throws UsageError if the file exists. */
export function assertIsNew(path: string): void {
  if (existsSync(path)) throw new UsageError(`${path} exists already: give another name, or delete it.`);
}

/** Writes messages to a file in which they can be corrected. The file is complete and on the disk when this returns. */
export function writeExport(path: string, letters: readonly Letter[]): void {
  assertIsNew(path);
  writeDurably(path, `${toJson(letters.map(toJsonObject))}\n`);
}

function toJsonObject(letter: Letter): object {
  const attributes = Object.entries(letter.attributes).map(([name, value]) => [name, encode(value)]);
  return {
    ...letterDocument(letter),
    Body: editable(letter.body),
    ...(attributes.length > 0 && { Attributes: Object.fromEntries(attributes) }),
  };
}

/** The object in a body, if the same text can be made of it again. Otherwise the text. */
function editable(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && JSON.stringify(value) === body ? value : body;
  } catch {
    return body;
  }
}

function encode({ DataType, StringValue, BinaryValue }: MessageAttributeValue) {
  return {
    DataType,
    ...(StringValue !== undefined && { StringValue }),
    ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue).toString('base64') }),
  };
}

/** Reads an export. @throws UsageError that names every problem. */
export function readExport(path: string): Replacement[] {
  const result = v.safeParse(fileSchema, parse(path));
  if (!result.success) {
    const problems = result.issues.map((issue) => {
      const message = issue.received === 'undefined' ? 'is missing' : issue.message;
      return `  ${v.getDotPath(issue) ?? 'the file'} ${message}`;
    });
    throw new UsageError(`${path} is not an export of dead letters:\n${problems.join('\n')}`);
  }
  const ids = result.output.map(({ MessageId }) => MessageId);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0)
    throw new UsageError(`${path} has messages twice: ${[...new Set(twice)].join(', ')}. Leave one of each.`);
  return result.output.map(({ Queue, MessageId, Body, Attributes }) => ({
    queue: Queue,
    id: MessageId,
    body: typeof Body === 'string' ? Body : JSON.stringify(Body),
    attributes: Object.fromEntries(
      Object.entries(Attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          DataType,
          ...(StringValue !== undefined && { StringValue }),
          ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue, 'base64') }),
        },
      ]),
    ),
  }));
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
