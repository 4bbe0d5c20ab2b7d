/** An input nobody should send, as the text of a message body, and what is wrong with it. */
type HostileInput = {
  what: string;
  body: string;
  /** The problems, as the error lists them; none if the input is odd but sound. */
  problems?: string;
};

const TIME = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';
const NO_FIELD = 'is not a field of an order';
const BY_SERVICE = 'is set by the service, not by the sender';
const NOT_CARRIED = 'must not contain U+FFFE or U+FFFF, which SQS refuses';
/** U+0000 to U+001F and U+007F to U+009F. */
const CONTROLS = Array.from({ length: 65 }, (_, index) =>
  String.fromCharCode(index < 32 ? index : index + 95),
).join('');

/** An order with these fields, written as JSON text: it can hold what JavaScript would not keep. */
const order = (fields: string) => `{"OrderId":"ORD-1"${fields === '' ? '' : `,${fields}`}}`;
const withId = (id: string) => `{"OrderId":${id}}`;
const envelope = (message: string) =>
  JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:0:topic', Message: message });

const SOUND = {
  'an OrderId of 64 emoji': withId(`"${'😀'.repeat(64)}"`),
  'an OrderId that looks like a partition of the index': withId('"PENDING#0"'),
  'an OrderId that looks like code': withId('"${jndi:ldap://x}"'),
  'an OrderId that is __proto__': withId('"__proto__"'),
  'an OrderId given twice: the last counts': '{"OrderId":"","OrderId":"ORD-1"}',
  'an amount of minus zero': order('"Amount":-0'),
  'an amount with a point and zeros': order('"Amount":100.00'),
  'an amount in powers of ten': order('"Amount":1e2'),
  'more digits than a number keeps, which JSON reads as 100': order('"Amount":100.00000000000000001'),
  'every control character in a text': order(`"ItemName":${JSON.stringify(CONTROLS)}`),
  'markup in a text': order('"ItemName":"<script>alert(1)</script>"'),
  'an envelope with an order': envelope(order('')),
};

/** By their problems: one of each kind. The tests of the fields have the others. */
const REFUSED: Record<string, Record<string, string>> = {
  'The message body is not JSON': {
    nothing: '',
    text: 'order ORD-1 please',
    'half an order': '{"OrderId":"ORD-1"',
    'single quotes': "{'OrderId':'ORD-1'}",
    'a trailing comma': '{"OrderId":"ORD-1",}',
    NaN: order('"Amount":NaN'),
    Infinity: order('"Amount":Infinity'),
    'a byte order mark': '\ufeff{"OrderId":"ORD-1"}',
    XML: '<order id="ORD-1"/>',
  },
  "The SNS envelope's Message is not JSON": { 'an envelope whose message is not JSON': envelope('ORD-1') },
  'must be a JSON object': { null: 'null', 'an order in a text': JSON.stringify(order('')) },
  'OrderId is required': { 'an object with nothing in it': '{}' },
  'OrderId must be a string': {
    'an OrderId that is a number': withId('7'),
    'an OrderId that is an object': withId('{"S":"ORD-1"}'),
  },
  'OrderId must not begin or end with a space': { 'a no-break space after': withId('"ORD-1\u00a0"') },
  'OrderId must not contain control characters': {
    'an escape sequence in an OrderId': withId('"\\u001b[31mORD"'),
  },
  'OrderId must be well-formed Unicode (it contains an unpaired surrogate)': {
    'a lone high surrogate': withId('"ORD\\ud800"'),
  },
  'OrderId must be at most 256 UTF-8 bytes': { 'an OrderId of 65 emoji': withId(`"${'😀'.repeat(65)}"`) },
  [`OrderId ${NOT_CARRIED}`]: { 'U+FFFF, escaped, in an OrderId': withId('"\\uffff"') },
  'Amount must be a number': { 'an amount in quotes': order('"Amount":"100.01"') },
  'Amount must be from 0 to 1,000,000,000': { 'an amount beyond every number': order('"Amount":1e400') },
  'Amount must have at most two decimals': { 'the smallest number there is': order('"Amount":5e-324') },
  [`Timestamp ${TIME}`]: { 'a time and more': order('"Timestamp":"2025-05-03T12:00:00Z; DROP"') },
  'Status must be a string': {
    'JSON 10,000 deep': order(`"Status":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  },
  'UserId must be a string': { 'a text that is an object': order('"UserId":{"$ne":null}') },
  'ItemName must be at most 256 UTF-8 bytes': {
    'a mebibyte in a text': order(`"ItemName":"${'x'.repeat(1_048_576)}"`),
  },
  [`__proto__ ${NO_FIELD}`]: { 'a field __proto__': order('"__proto__":{"Amount":250}') },
  [`constructor ${NO_FIELD}`]: { 'an inherited name': order('"constructor":{}') },
  [`OrderId  ${NO_FIELD}; OrderId is required`]: { 'a name with a space': '{"OrderId ":"ORD-1"}' },
  [`NotifiedAt ${BY_SERVICE}`]: { 'a field of the service': order('"NotifiedAt":"2025-05-03T12:00:00Z"') },
  'orderId is also given as OrderId': { 'a field in both casings': order('"orderId":"ORD-2"') },
  'amount must be written Amount: use one casing throughout': {
    'mixed casings': order('"Quantity":1,"amount":250'),
  },
  [[
    'OrderId must be a string; Amount must be a number; UserId must not be empty',
    'Quantity must be a whole number from 1 to 1,000,000',
  ].join('; ')]: { 'every field wrong at once': '{"OrderId":7,"Amount":"x","Quantity":0,"UserId":""}' },
  [`Type ${NO_FIELD}; TopicArn ${NO_FIELD}; Message ${NO_FIELD}; OrderId is required`]: {
    'an envelope in an envelope': envelope(envelope(order(''))),
  },
  [`Type ${NO_FIELD}; Message ${NO_FIELD}; OrderId is required`]: {
    'an envelope without a topic': '{"Type":"Notification","Message":"{}"}',
  },
};

export const HOSTILE_INPUTS: HostileInput[] = [
  ...Object.entries(SOUND).map(([what, body]) => ({ what, body })),
  ...Object.entries(REFUSED).flatMap(([problems, inputs]) =>
    Object.entries(inputs).map(([what, body]) => ({ what, body, problems })),
  ),
];
