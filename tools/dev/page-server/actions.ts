import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { DEAD_LETTER_QUEUES, QUEUE_NAMES } from '../../service/dead-letter-queues.ts';
import { accessTo, createServiceClient } from '../../service/service-client.ts';
import { DEFAULT_ENDPOINT, functionNameOf } from '../../service/stages.ts';
import { BadInputError, type Pages } from '../../stack/pages.ts';
import type { EmbeddedStack } from '../../stack/stack.ts';

type Parts = {
  stage: string;
  connected: Promise<EmbeddedStack>;
  /** @throws BadInputError */
  physicalName(stack: EmbeddedStack, queue: string): string;
  functionNames: string[];
};

const text = v.string('must be text');
const apiAction = v.pipe(
  text,
  v.regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, 'must be named as IAM names it, such as sns:Publish'),
);
const IN_ENVELOPE = 'OrderQueue in an SNS envelope';

/** What can be sent to. */
export const targetsOf = (functionNames: string[]) => [
  ...functionNames,
  'OrderTopic',
  'OrderQueue',
  IN_ENVELOPE,
];

/** What the page can do. Each answer has the command that does the same in a terminal. */
export function createActions({ stage, connected, physicalName, functionNames }: Parts): Pages {
  const functionName = v.picklist(functionNames, `must be one of ${functionNames.join(', ')}`);
  const targets = targetsOf(functionNames);
  const deadLetters = {
    queue: v.picklist(QUEUE_NAMES, `must be one of ${QUEUE_NAMES.join(', ')}`),
    id: v.optional(text),
  };

  /** A page that takes input of that form. Unless `act` says otherwise, the command is the same request by curl. */
  function action<Fields extends v.ObjectEntries>(
    path: string,
    fields: Fields,
    act: (input: v.InferOutput<v.ObjectSchema<Fields, undefined>>, stack: EmbeddedStack) => unknown,
  ): Pages {
    const schema = v.object(fields);
    return {
      [path]: {
        async post(given) {
          const result = v.safeParse(schema, given);
          if (!result.success) throw new BadInputError(`${result.issues.map(problem).join('; ')}.`);
          const stack = await connected;
          const answer = Object(await act(result.output, stack));
          return { command: curl(stack.endpoint + path, result.output), ...answer };
        },
      },
    };
  }

  return {
    ...action(
      '/_dev/send',
      { to: v.picklist(targets, `must be one of ${targets.join(', ')}`), body: text },
      send,
    ),
    ...action('/_dev/redrive', deadLetters, ({ queue, id }, stack) => {
      const [from, to] = [queue, DEAD_LETTER_QUEUES[queue].source].map((name) => physicalName(stack, name));
      const count = stack.queues.redrive(from ?? '', to ?? '', id);
      const only = id === undefined ? '' : ` --only ${id}`;
      return {
        count,
        command: `${environment(stack)}npm run dead-letters -- --stage ${stage} --queue ${queue} --redrive${only}`,
      };
    }),
    ...action('/_dev/delete', { ...deadLetters, queue: text }, ({ queue, id }, stack) => ({
      count: stack.queues.remove(physicalName(stack, queue), id),
    })),
    ...action('/_dev/crash', { functionName, before: apiAction }, (input, stack) =>
      stack.crashNext(functionNameOf(stage, input.functionName), input.before),
    ),
    ...action('/_dev/pause', { functionName, paused: v.boolean('must be true or false') }, (input, stack) =>
      stack.pause(functionNameOf(stage, input.functionName), input.paused),
    ),
    ...action(
      '/_embedded/fail',
      { action: v.any(), calls: v.any(), error: v.optional(v.any()) },
      (fault, stack) => stack.failNext(fault),
    ),
  };

  async function send({ to, body }: { to: string; body: string }, stack: EmbeddedStack) {
    try {
      if (functionNames.includes(to)) return await invoke(to, body, stack);
      const access = accessTo(stack.endpoint);
      const { output } = createServiceClient(stage, stack.endpoint);
      if (to === 'OrderTopic') {
        const TopicArn = await output('OrderTopicArn');
        await new SNSClient(access).send(new PublishCommand({ TopicArn, Message: body }));
      } else {
        const MessageBody = to === IN_ENVELOPE ? inEnvelope(body, await output('OrderTopicArn')) : body;
        const QueueUrl = await output('OrderQueueUrl');
        await new SQSClient(access).send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
      return { status: 'sent' };
    } catch (error) {
      // Such as an event that is not JSON, or a message that is too long.
      const { name, message } = error as Error;
      return { status: 'refused', answer: `${name}: ${message}` };
    }
  }

  async function invoke(name: string, body: string, stack: EmbeddedStack) {
    const FunctionName = functionNameOf(stage, name);
    const invocation = new InvokeCommand({ FunctionName, Payload: body });
    const { Payload, FunctionError } = await new LambdaClient({
      ...accessTo(stack.endpoint),
      maxAttempts: 1,
    }).send(invocation);
    return {
      status: FunctionError === undefined ? 'answered' : 'failed',
      answer: Payload?.transformToString(),
      command: `${environment(stack)}npx serverless invoke --stage ${stage} -f ${name} --data ${quote(body)}`,
    };
  }
}

/** What a queue gets from a topic without raw message delivery. */
function inEnvelope(Message: string, TopicArn: string): string {
  return JSON.stringify({ Type: 'Notification', TopicArn, Message, Timestamp: new Date().toISOString() });
}

function problem({ path, received, message }: v.BaseIssue<unknown>): string {
  const name = path?.map(({ key }) => key).join('.') ?? 'The input';
  return `${name} ${received === 'undefined' ? 'is required' : message}`;
}

function environment({ endpoint }: EmbeddedStack): string {
  const isDefault = new URL(endpoint).port === new URL(DEFAULT_ENDPOINT).port;
  return isDefault ? '' : `AWS_ENDPOINT_URL=${endpoint} `;
}

function curl(url: string, input: unknown): string {
  return `curl -sS -H 'content-type: application/json' -d ${quote(JSON.stringify(input))} ${url}`;
}

/** A word of a shell command. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
