import { camelCase, FIELDS, PRIVATE_FIELDS } from '../../tools/service/order-fields.ts';

/** Stands for a text that is private: it may be stored, published and answered, but never logged. */
export const PRIVATE = 'PRIVATE-5d1c';

/** A private text in every field that may hold one. */
export const PRIVATE_TEXTS = Object.fromEntries(PRIVATE_FIELDS.map((field) => [field, PRIVATE]));

/**
 * The same message body with private texts: in the fields that are private, and after anything that is not JSON. An
 * envelope has them in its message.
 */
export function withPrivateTexts(body: string): string {
  const envelope = envelopeIn(body);
  if (envelope) return JSON.stringify({ ...envelope, Message: withPrivateTexts(envelope.Message) });
  const missing = PRIVATE_FIELDS.filter((name) => !body.includes(`"${name}"`));
  const fields = missing.map((name) => `"${name}":"${PRIVATE}"`);
  // Not parsed: JSON text can hold what JavaScript would not keep.
  if (body === '[]') return JSON.stringify([PRIVATE]);
  if (/^\{\s*\}$/.test(body)) return `{${fields.join()}}`;
  return /^\{.*\}$/s.test(body) ? body.replace(/\}$/, `,${fields.join()}}`) : `${body}${PRIVATE}`;
}

/** The same body with a private text after every text in it but the OrderId, which may be logged. */
export function withEveryTextPrivate(body: string): string {
  const envelope = envelopeIn(body);
  if (envelope) return JSON.stringify({ ...envelope, Message: withEveryTextPrivate(envelope.Message) });
  const marked = body.replaceAll(/("orderId":)?"((?:[^"\\]|\\.)*)"(\s*:)?/gi, (whole, id, text, colon) =>
    id || colon ? whole : `"${text} ${PRIVATE}"`,
  );
  return marked === body ? `${PRIVATE}${body}` : marked;
}

/** Orders with one field that is wrong and holds a private text; everything else is sound. */
export const WRONG_FIELDS: readonly string[] = [
  ...[...FIELDS, ...FIELDS.map(camelCase)],
  ...['ReceivedAt', 'NotificationStatus', 'Colour', 'constructor'],
].flatMap((name) =>
  [[PRIVATE], { note: PRIVATE, [PRIVATE]: 1 }, ` ${PRIVATE.padEnd(300, '.')}`].map((value) =>
    JSON.stringify({ OrderId: 'ORD-1', Amount: 250, [name]: value }),
  ),
);

function envelopeIn(body: string): { Message: string } | undefined {
  try {
    const { Type, Message, ...others } = Object(JSON.parse(body));
    return Type === 'Notification' && typeof Message === 'string' ? { ...others, Type, Message } : undefined;
  } catch {
    return undefined;
  }
}
