import {
  type BatchResultErrorEntry,
  type PublishBatchCommandInput,
  type PublishCommandInput,
  SNSClient,
} from '@aws-sdk/client-sns';

/** A real client that sends nothing: it records each call of a command, and answers it with `answer`. */
function snsFor<Input>(command: string, answer: (call: Input) => Promise<object>) {
  const calls: Input[] = [];
  const client = new SNSClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        if (commandName !== command) throw new Error(`Unexpected ${commandName}`);
        calls.push(input as Input);
        return { output: { $metadata: {}, ...(await answer(input as Input)) }, response: {} };
      },
    { step: 'initialize', priority: 'high' },
  );
  return { client, calls };
}

/** A client for Publish, each of which fails with `failure`, if there is one. */
export const snsThatPublishes = (failure?: unknown) =>
  snsFor<PublishCommandInput>('PublishCommand', async () => {
    if (failure !== undefined) throw failure;
    return {};
  });

/** How SNS answers a PublishBatch: for each entry, or not at all if it throws. */
export type AnswerToList = (
  call: PublishBatchCommandInput,
) => Promise<{ Successful?: { Id: string | undefined }[]; Failed?: BatchResultErrorEntry[] }>;

/** A client for PublishBatch. */
export const snsThatPublishesLists = (answer: AnswerToList = failsFor()) =>
  snsFor<PublishBatchCommandInput>('PublishBatchCommand', answer);

/** The Ids of the entries of a PublishBatch. */
export const idsOf = ({ PublishBatchRequestEntries = [] }: PublishBatchCommandInput) =>
  PublishBatchRequestEntries.map(({ Id }) => Id);

/** An answer in which every entry was published but those with these Ids, which failed. */
export const failsFor =
  (...ids: string[]): AnswerToList =>
  async (call) => {
    const isFailed = (id = '') => ids.includes(id);
    const failure = { Code: 'InternalError', Message: 'Try again', SenderFault: false };
    return {
      Successful: idsOf(call).flatMap((Id) => (isFailed(Id) ? [] : { Id })),
      Failed: idsOf(call).flatMap((Id) => (isFailed(Id) ? { Id, ...failure } : [])),
    };
  };
