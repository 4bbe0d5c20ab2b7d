/**
 * The characters that SQS does not carry and JSON.stringify writes as they are. Of the others that SQS leaves out, it
 * escapes control characters and half surrogate pairs.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const NOT_CARRIED = /[\ufffe\uffff]/g;

/** Whether JSON.stringify writes nothing of a text that SQS does not carry. */
export function isCarried(text: string): boolean {
  return text.search(NOT_CARRIED) === -1;
}

/** Writes JSON that SQS carries: of what parseOrder takes, and of orders that were stored when it took more. */
export function toMessageText(value: object): string {
  return JSON.stringify(value).replace(NOT_CARRIED, (character) =>
    character === '\ufffe' ? '\\ufffe' : '\\uffff',
  );
}
