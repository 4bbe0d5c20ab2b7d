/**
 * The characters that SQS refuses and JSON.stringify does not escape. JSON.stringify escapes all others that SQS refuses:
 * control characters and unpaired surrogates.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const REFUSED_BY_SQS = /[\ufffe\uffff]/g;

/** Whether SQS accepts the text once JSON.stringify has escaped it. */
export function isAcceptedBySqs(text: string): boolean {
  return text.search(REFUSED_BY_SQS) === -1;
}

/** Writes JSON that SQS accepts, even for stored orders with characters that parseOrder now refuses. */
export function toMessageText(value: object): string {
  return JSON.stringify(value).replace(REFUSED_BY_SQS, (character) =>
    character === '\ufffe' ? '\\ufffe' : '\\uffff',
  );
}
