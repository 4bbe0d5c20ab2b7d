/** Takes the place of @smithy/node-http-handler in a bundle: every AWS call is answered without a network. */
import { answerTo } from './fake-aws.ts';

export class NodeHttpHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };

  static create(): NodeHttpHandler {
    return new NodeHttpHandler();
  }

  async handle(request: { body: string | Uint8Array }) {
    const text = typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
    const { contentType, body } = answerTo(text);
    return { response: { statusCode: 200, headers: { 'content-type': contentType }, body } };
  }

  httpHandlerConfigs() {
    return {};
  }

  updateHttpClientConfig() {}

  destroy() {}
}

export const streamCollector = async (body: Uint8Array) => body;
