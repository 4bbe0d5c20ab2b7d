/** An input nobody should send, as the text of a message body, and what is said of it. */
export type HostileInput = {
  what: string;
  body: string;
  /** The problems, as the error lists them; none where the input is odd but sound. */
  problems?: string;
};

const TIME = 'must be an existing date and time in ISO 8601 with a zone, such as 2025-05-03T12:00:00Z';
const AMOUNT_RANGE = 'must be from 0 to 1,000,000,000';
const QUANTITY = 'must be a whole number from 1 to 1,000,000';
const NO_FIELD = 'is not a field of an order';
const BY_SERVICE = 'is set by the service, not by the sender';
const SURROGATE = 'must be well-formed Unicode (it contains an unpaired surrogate)';
const NOT_CARRIED = 'must not contain U+FFFE or U+FFFF, which SQS refuses';
const NOT_JSON = 'The message body is not JSON';
/** U+0000 to U+001F and U+007F to U+009F. */
const CONTROLS = Array.from({ length: 65 }, (_, index) =>
  String.fromCharCode(index < 32 ? index : index + 95),
).join('');

/** An order with these fields, written as JSON text: so that it can hold what JavaScript would not keep. */
const order = (fields: string) => `{"OrderId":"ORD-1"${fields === '' ? '' : `,${fields}`}}`;
const withId = (id: string) => `{"OrderId":${id}}`;
const envelope = (message: string) =>
  JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:0:topic', Message: message });

export const HOSTILE_INPUTS: HostileInput[] = [
  // Not JSON
  { what: 'nothing', body: '', problems: NOT_JSON },
  { what: 'text', body: 'order ORD-1 please', problems: NOT_JSON },
  { what: 'half an order', body: '{"OrderId":"ORD-1"', problems: NOT_JSON },
  { what: 'single quotes', body: "{'OrderId':'ORD-1'}", problems: NOT_JSON },
  { what: 'a trailing comma', body: '{"OrderId":"ORD-1",}', problems: NOT_JSON },
  { what: 'NaN', body: order('"Amount":NaN'), problems: NOT_JSON },
  { what: 'Infinity', body: order('"Amount":Infinity'), problems: NOT_JSON },
  { what: 'a byte order mark', body: '\ufeff{"OrderId":"ORD-1"}', problems: NOT_JSON },
  { what: 'XML', body: '<order id="ORD-1"/>', problems: NOT_JSON },

  // JSON, but no object
  { what: 'null', body: 'null', problems: 'must be a JSON object' },
  { what: 'a number', body: '250', problems: 'must be a JSON object' },
  { what: 'a text', body: '"ORD-1"', problems: 'must be a JSON object' },
  { what: 'true', body: 'true', problems: 'must be a JSON object' },
  { what: 'an object with nothing in it', body: '{}', problems: 'OrderId is required' },
  { what: 'an order in a text', body: JSON.stringify(order('')), problems: 'must be a JSON object' },

  // OrderId
  { what: 'an OrderId of null', body: withId('null'), problems: 'OrderId must be a string' },
  { what: 'an OrderId that is a number', body: withId('7'), problems: 'OrderId must be a string' },
  { what: 'an OrderId that is a list', body: withId('["ORD-1"]'), problems: 'OrderId must be a string' },
  {
    what: 'an OrderId that is an object',
    body: withId('{"S":"ORD-1"}'),
    problems: 'OrderId must be a string',
  },
  { what: 'an empty OrderId', body: withId('""'), problems: 'OrderId must not be empty' },
  {
    what: 'an OrderId of spaces',
    body: withId('"  "'),
    problems: 'OrderId must not begin or end with a space',
  },
  {
    what: 'a space before',
    body: withId('" ORD-1"'),
    problems: 'OrderId must not begin or end with a space',
  },
  {
    what: 'a no-break space after',
    body: withId('"ORD-1\u00a0"'),
    problems: 'OrderId must not begin or end with a space',
  },
  {
    what: 'a NUL in an OrderId',
    body: withId('"ORD\\u00001"'),
    problems: 'OrderId must not contain control characters',
  },
  {
    what: 'an escape sequence in an OrderId',
    body: withId('"\\u001b[31mORD"'),
    problems: 'OrderId must not contain control characters',
  },
  {
    what: 'a C1 control in an OrderId',
    body: withId('"ORD\\u0085ORD"'),
    problems: 'OrderId must not contain control characters',
  },
  { what: 'a lone high surrogate', body: withId('"ORD\\ud800"'), problems: `OrderId ${SURROGATE}` },
  { what: 'a lone low surrogate', body: withId('"\\udc00ORD"'), problems: `OrderId ${SURROGATE}` },
  { what: 'U+FFFE in an OrderId', body: withId('"ORD\ufffe1"'), problems: `OrderId ${NOT_CARRIED}` },
  { what: 'U+FFFF, escaped, in an OrderId', body: withId('"\\uffff"'), problems: `OrderId ${NOT_CARRIED}` },
  { what: 'an OrderId of 256 bytes in two-byte characters', body: withId(`"${'é'.repeat(128)}"`) },
  {
    what: 'an OrderId of 257 bytes in two-byte characters',
    body: withId(`"${'é'.repeat(128)}x"`),
    problems: 'OrderId must be at most 256 UTF-8 bytes',
  },
  { what: 'an OrderId of 64 emoji', body: withId(`"${'😀'.repeat(64)}"`) },
  {
    what: 'an OrderId of 65 emoji',
    body: withId(`"${'😀'.repeat(65)}"`),
    problems: 'OrderId must be at most 256 UTF-8 bytes',
  },
  { what: 'an OrderId that looks like a partition of the index', body: withId('"PENDING#0"') },
  { what: 'an OrderId that looks like code', body: withId('"${jndi:ldap://x}"') },
  { what: 'an OrderId that is __proto__', body: withId('"__proto__"') },
  { what: 'an OrderId given twice: the last counts', body: '{"OrderId":"","OrderId":"ORD-1"}' },

  // Amount
  { what: 'an amount in quotes', body: order('"Amount":"100.01"'), problems: 'Amount must be a number' },
  { what: 'an amount of null', body: order('"Amount":null'), problems: 'Amount must be a number' },
  { what: 'an amount of true', body: order('"Amount":true'), problems: 'Amount must be a number' },
  { what: 'an amount that is a list', body: order('"Amount":[250]'), problems: 'Amount must be a number' },
  { what: 'a negative amount', body: order('"Amount":-0.01'), problems: `Amount ${AMOUNT_RANGE}` },
  { what: 'an amount of minus zero', body: order('"Amount":-0') },
  { what: 'the largest amount', body: order('"Amount":1000000000') },
  {
    what: 'an amount just over the largest',
    body: order('"Amount":1000000000.01'),
    problems: `Amount ${AMOUNT_RANGE}`,
  },
  {
    what: 'an amount beyond every number',
    body: order('"Amount":1e400'),
    problems: `Amount ${AMOUNT_RANGE}`,
  },
  {
    what: 'an amount with six decimals',
    body: order('"Amount":100.004999'),
    problems: 'Amount must have at most two decimals',
  },
  {
    what: 'an amount with three decimals',
    body: order('"Amount":0.001'),
    problems: 'Amount must have at most two decimals',
  },
  {
    what: 'the smallest number there is',
    body: order('"Amount":5e-324'),
    problems: 'Amount must have at most two decimals',
  },
  { what: 'an amount with a point and zeros', body: order('"Amount":100.00') },
  { what: 'an amount in powers of ten', body: order('"Amount":1e2') },
  {
    what: 'more digits than a number keeps, which JSON reads as 100',
    body: order('"Amount":100.00000000000000001'),
  },

  // Timestamp
  { what: 'a date without a time', body: order('"Timestamp":"2025-05-03"'), problems: `Timestamp ${TIME}` },
  {
    what: 'a time without a zone',
    body: order('"Timestamp":"2025-05-03T12:00:00"'),
    problems: `Timestamp ${TIME}`,
  },
  { what: '30 February', body: order('"Timestamp":"2025-02-30T12:00:00Z"'), problems: `Timestamp ${TIME}` },
  {
    what: '29 February of no leap year',
    body: order('"Timestamp":"2025-02-29T12:00:00Z"'),
    problems: `Timestamp ${TIME}`,
  },
  { what: '29 February of a leap year', body: order('"Timestamp":"2024-02-29T12:00:00Z"') },
  { what: 'the hour 24', body: order('"Timestamp":"2025-05-03T24:00:00Z"'), problems: `Timestamp ${TIME}` },
  { what: 'a leap second', body: order('"Timestamp":"2025-06-30T23:59:60Z"'), problems: `Timestamp ${TIME}` },
  {
    what: 'an offset of 25 hours',
    body: order('"Timestamp":"2025-05-03T12:00:00+25:00"'),
    problems: `Timestamp ${TIME}`,
  },
  {
    what: 'a year of five digits',
    body: order('"Timestamp":"+12025-05-03T12:00:00Z"'),
    problems: `Timestamp ${TIME}`,
  },
  {
    what: 'a year beyond 9999 by its offset',
    body: order('"Timestamp":"9999-12-31T23:59:59-01:00"'),
    problems: `Timestamp ${TIME}`,
  },
  {
    what: 'seconds since 1970',
    body: order('"Timestamp":1746273600'),
    problems: 'Timestamp must be a string',
  },
  { what: 'a time for people', body: order('"Timestamp":"3 May 2025 12:00"'), problems: `Timestamp ${TIME}` },
  {
    what: 'a time and more',
    body: order('"Timestamp":"2025-05-03T12:00:00Z; DROP"'),
    problems: `Timestamp ${TIME}`,
  },

  // The other fields
  { what: 'a quantity of zero', body: order('"Quantity":0'), problems: `Quantity ${QUANTITY}` },
  { what: 'half a piece', body: order('"Quantity":1.5'), problems: `Quantity ${QUANTITY}` },
  { what: 'a quantity in quotes', body: order('"Quantity":"1"'), problems: 'Quantity must be a number' },
  { what: 'an empty text', body: order('"ItemName":""'), problems: 'ItemName must not be empty' },
  { what: 'a text of null', body: order('"Status":null'), problems: 'Status must be a string' },
  {
    what: 'a text that is an object',
    body: order('"UserId":{"$ne":null}'),
    problems: 'UserId must be a string',
  },
  { what: 'U+FFFF in a text', body: order('"ItemName":"\uffff"'), problems: `ItemName ${NOT_CARRIED}` },
  {
    what: 'U+FFFE, escaped, in a text',
    body: order('"Status":"\\ufffe"'),
    problems: `Status ${NOT_CARRIED}`,
  },
  { what: 'every control character in a text', body: order(`"ItemName":${JSON.stringify(CONTROLS)}`) },
  { what: 'noncharacters that SQS carries in a text', body: order('"ItemName":"\ufdd0\u{1fffe}\u{10ffff}"') },
  { what: 'markup in a text', body: order('"ItemName":"<script>alert(1)</script>"') },

  // Names
  { what: 'a field nobody knows', body: order('"Colour":"red"'), problems: `Colour ${NO_FIELD}` },
  {
    what: 'a field of the service',
    body: order('"NotifiedAt":"2025-05-03T12:00:00Z"'),
    problems: `NotifiedAt ${BY_SERVICE}`,
  },
  {
    what: 'a field of the service in camelCase',
    body: '{"orderId":"ORD-1","notificationStatus":"x"}',
    problems: `notificationStatus ${BY_SERVICE}`,
  },
  { what: '__proto__', body: order('"__proto__":{"Amount":250}'), problems: `__proto__ ${NO_FIELD}` },
  { what: 'constructor', body: order('"constructor":{}'), problems: `constructor ${NO_FIELD}` },
  { what: 'toString', body: order('"toString":1'), problems: `toString ${NO_FIELD}` },
  {
    what: 'a name in capitals',
    body: '{"ORDERID":"ORD-1"}',
    problems: `ORDERID ${NO_FIELD}; OrderId is required`,
  },
  {
    what: 'a name with a space',
    body: '{"OrderId ":"ORD-1"}',
    problems: `OrderId  ${NO_FIELD}; OrderId is required`,
  },
  {
    what: 'a field in both casings',
    body: order('"orderId":"ORD-2"'),
    problems: 'orderId is also given as OrderId',
  },
  {
    what: 'casings mixed',
    body: order('"Quantity":1,"amount":250'),
    problems: 'amount must be written Amount: use one casing throughout',
  },
  {
    what: 'every field wrong at once',
    body: '{"OrderId":7,"Amount":"x","Quantity":0,"UserId":""}',
    problems: `OrderId must be a string; Amount must be a number; UserId must not be empty; Quantity ${QUANTITY}`,
  },

  // Depth, size, envelopes
  {
    what: 'JSON 10,000 deep',
    body: order(`"Status":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    problems: 'Status must be a string',
  },
  {
    what: 'a mebibyte in a text',
    body: order(`"ItemName":"${'x'.repeat(1_048_576)}"`),
    problems: 'ItemName must be at most 256 UTF-8 bytes',
  },
  {
    what: 'an envelope whose message is no JSON',
    body: envelope('ORD-1'),
    problems: "The SNS envelope's Message is not JSON",
  },
  { what: 'an envelope with an order', body: envelope(order('')) },
  {
    what: 'an envelope in an envelope',
    body: envelope(envelope(order(''))),
    problems: `Type ${NO_FIELD}; TopicArn ${NO_FIELD}; Message ${NO_FIELD}; OrderId is required`,
  },
  {
    what: 'an envelope without a topic',
    body: '{"Type":"Notification","Message":"{}"}',
    problems: `Type ${NO_FIELD}; Message ${NO_FIELD}; OrderId is required`,
  },
];
