import { DeleteMessageCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { service } from './service.ts';

/** Takes the messages that are visible in a queue now, and deletes those that `mine` says belong to the test. */
export async function take(QueueUrl: string, mine: (message: Message) => boolean): Promise<Message[]> {
  const { Messages = [] } = await service.sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: 1,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
    }),
  );
  const taken = Messages.filter(mine);
  for (const { ReceiptHandle } of taken) {
    await service.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return taken;
}
