import * as v from 'valibot';
import { readMessage } from '../../../src/aws/sqs-batch.ts';
import { orderSchema } from '../../../src/orders/order.ts';
import { parseJson } from '../json.ts';

/** What a payload says about one order, or one input without an OrderId. */
export type Part = {
  /** The OrderId, or a name for an input without one. */
  key: string;
  orderId?: string;
  amount?: number;
  /** This part of the payload, as it was sent. */
  body: string;
  /** Of a message in a batch: its id, and how often it was received. */
  messageId?: string;
  receives?: number;
};

/** The parts of a function's event: the records of a batch, the orders of a list, or the event itself. */
export function partsOfEvent(requestId: string, event: string): Part[] {
  const value = parseJson(event);
  const records = Object(value).Records;
  if (Array.isArray(records) && records.every((record) => Object(record).eventSource === 'aws:sqs')) {
    return records.map(({ messageId, body, attributes }) => ({
      ...partOfMessage(String(messageId), String(body)),
      messageId: String(messageId),
      receives: Number(attributes?.ApproximateReceiveCount),
    }));
  }
  const key = `request:${requestId}`;
  if (!Array.isArray(value)) return [describe(key, value, event)];
  return value.map((element) => describe(key, element, JSON.stringify(element)));
}

export function partOfMessage(id: string, body: string): Part {
  return describe(`message:${id}`, read(body), body);
}

/** The orders that a call of DynamoDB, SNS or SQS is about. */
export function partsOfCall(action: string, request: string): Part[] {
  const [service] = action.split(':');
  const parts = service === 'dynamodb' ? [partOfItem(request)] : messagesOf(service, request).map(partOfBody);
  return parts.filter(({ orderId }) => orderId !== undefined);
}

const partOfBody = (body: string) => describe('', read(body), body);

/** A request about one item, which DynamoDB's JSON has as `Item` or by its `Key`. */
function partOfItem(request: string): Part {
  const { Item, Key } = Object(parseJson(request));
  const { OrderId, Amount } = Object(Item ?? Key);
  const amount = Amount?.N === undefined ? undefined : Number(Amount.N);
  return describe('', { OrderId: OrderId?.S, Amount: amount }, request);
}

function messagesOf(service: string | undefined, request: string): string[] {
  if (service === 'sns') {
    const fields = [...new URLSearchParams(request)];
    return fields.filter(([name]) => /(^|\.)Message$/.test(name)).map(([, message]) => message);
  }
  const { MessageBody, Entries } = Object(parseJson(request));
  const bodies = [{ MessageBody }, Entries].flat().map((entry) => Object(entry).MessageBody);
  return bodies.filter((body) => typeof body === 'string');
}

function describe(key: string, value: unknown, body: string): Part {
  const { OrderId, orderId = OrderId, Amount, amount = Amount } = Object(value);
  return {
    ...(v.is(orderSchema.entries.OrderId, orderId) ? { key: orderId, orderId } : { key }),
    ...(typeof amount === 'number' && { amount }),
    body,
  };
}

function read(body: string): unknown {
  try {
    return readMessage(body);
  } catch {
    return undefined;
  }
}
