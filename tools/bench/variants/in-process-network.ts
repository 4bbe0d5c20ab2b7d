import { Readable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SNSClient } from '@aws-sdk/client-sns';
import { answerTo } from '../stand-in-answers.ts';

type RequestHandler = (DynamoDBClient & SNSClient)['config']['requestHandler'];

/** Answers an SDK client's requests in this process: what is left is the CPU that the code itself takes. */
const network = {
  metadata: { handlerProtocol: 'http/1.1' },
  async handle(request: { body: string | Uint8Array }) {
    const { contentType, body } = answerTo(textOf(request.body));
    return {
      response: { statusCode: 200, headers: { 'content-type': contentType }, body: Readable.from([body]) },
    };
  },
  httpHandlerConfigs: () => ({}),
  updateHttpClientConfig() {},
  destroy() {},
};

/** The same client, without a network. */
export function offTheNetwork<Client extends { config: { requestHandler: unknown } }>(
  client: Client,
): Client {
  client.config.requestHandler = network as unknown as RequestHandler;
  return client;
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.length).toString();
}
