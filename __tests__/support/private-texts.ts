/** Stands for what a sender keeps private. It may be stored, published and answered, and never logged. */
export const PRIVATE = 'PRIVATE-5d1c';

const PRIVATE_FIELDS = ['UserId', 'ItemName', 'Status'];

/**
 * The same message body, or something as odd, with private texts in it: in the fields that are private, and after
 * whatever is no JSON. An envelope has them in its message.
 */
export function withPrivateTexts(body: string): string {
  const message = messageIn(body);
  if (message !== undefined)
    return JSON.stringify({ ...envelopeIn(body), Message: withPrivateTexts(message) });
  const fields = PRIVATE_FIELDS.filter((name) => !body.includes(`"${name}"`)).map(
    (name) => `"${name}":"${PRIVATE}"`,
  );
  // Not parsed: JSON text can hold what JavaScript would not keep.
  if (body === '[]') return JSON.stringify([PRIVATE]);
  if (/^\{\s*\}$/.test(body)) return `{${fields.join()}}`;
  return /^\{.*\}$/s.test(body) ? body.replace(/\}$/, `,${fields.join()}}`) : `${body}${PRIVATE}`;
}

/** The same body with a private text after every text in it, an OrderId excepted, which may be logged. */
export function withEveryTextPrivate(body: string): string {
  const message = messageIn(body);
  if (message !== undefined)
    return JSON.stringify({ ...envelopeIn(body), Message: withEveryTextPrivate(message) });
  const marked = body.replaceAll(/("orderId":)?"((?:[^"\\]|\\.)*)"(\s*:)?/gi, (whole, id, text, colon) =>
    id || colon ? whole : `"${text} ${PRIVATE}"`,
  );
  return marked === body ? `${PRIVATE}${body}` : marked;
}

/** What is wrong with each field is a private text; every other field of the order is sound. */
export const WRONG_FIELDS: readonly string[] = [
  ...['OrderId', 'Amount', 'Timestamp', 'UserId', 'ItemName', 'Status', 'Quantity', 'ReceivedAt'],
  ...['NotificationStatus', 'userId', 'Colour', 'constructor'],
].flatMap((name) =>
  [[PRIVATE], { note: PRIVATE, [PRIVATE]: 1 }, ` ${PRIVATE.padEnd(300, '.')}`].map((value) =>
    JSON.stringify({ OrderId: 'ORD-1', Amount: 250, [name]: value }),
  ),
);

function messageIn(body: string): string | undefined {
  const { Type, Message } = envelopeIn(body);
  return Type === 'Notification' && typeof Message === 'string' ? Message : undefined;
}

function envelopeIn(body: string): { Type?: unknown; Message?: unknown } {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}
