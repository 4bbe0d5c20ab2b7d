import { type PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';

/** A real client that sends nothing: it notes what is to be published, and answers it or fails with `failure`. */
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
