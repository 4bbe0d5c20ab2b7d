import {
  type BatchResultErrorEntry,
  type PublishBatchCommandInput,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';

/** A real client that sends nothing: it records each Publish, and answers it or fails with `failure`. */
export function snsThatPublishes(failure?: unknown) {
  const published: PublishCommandInput[] = [];
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        if (commandName !== 'PublishCommand') throw new Error(`Unexpected ${commandName}`);
        if (failure !== undefined) throw failure;
        published.push(input as PublishCommandInput);
        return { output: { $metadata: {}, MessageId: `message-${published.length}` }, response: {} };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { client, published };
}

/** How SNS answers a PublishBatch: for each entry, or not at all if it throws. */
export type AnswerToList = (
  call: PublishBatchCommandInput,
) => Promise<{ Successful?: { Id: string | undefined }[]; Failed?: BatchResultErrorEntry[] }>;

/** An answer in which every entry was published. */
export const publishesAll: AnswerToList = async (call) => ({ Successful: idsOf(call).map((Id) => ({ Id })) });

/** A real client that sends nothing: it records each PublishBatch, and answers it with `answer`. */
export function snsThatPublishesLists(answer: AnswerToList = publishesAll) {
  const calls: PublishBatchCommandInput[] = [];
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        if (commandName !== 'PublishBatchCommand') throw new Error(`Unexpected ${commandName}`);
        const call = input as PublishBatchCommandInput;
        calls.push(call);
        return { output: { $metadata: {}, ...(await answer(call)) }, response: {} };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { client, calls };
}

/** The Ids of the entries of a PublishBatch. */
export function idsOf(call: PublishBatchCommandInput | undefined): (string | undefined)[] {
  return (call?.PublishBatchRequestEntries ?? []).map(({ Id }) => Id);
}

/** An answer in which the entries with these Ids failed. */
export const failsFor =
  (...ids: string[]): AnswerToList =>
  async (call) => ({
    Successful: idsOf(call)
      .filter((id) => id !== undefined && !ids.includes(id))
      .map((Id) => ({ Id })),
    Failed: idsOf(call)
      .filter((id) => id !== undefined && ids.includes(id))
      .map((Id) => ({ Id, Code: 'InternalError', Message: 'Try again', SenderFault: false })),
  });
