import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { accessTo, until } from '../../../tools/service/service-client.ts';
import { type EmbeddedStack, startEmbeddedStack } from '../../support/embedded-stack.ts';
import { PROJECT } from '../../support/markdown.ts';
import { FUNCTIONS, TEMPLATE } from '../../support/weather-service.ts';

const packageDir = mkdtempSync(join(tmpdir(), 'weather-service-'));
let stack: EmbeddedStack;

beforeAll(async () => {
  writeFileSync(join(packageDir, 'cloudformation-template-update-stack.json'), JSON.stringify(TEMPLATE));
  for (const [name, code] of Object.entries(FUNCTIONS)) {
    writeFileSync(join(packageDir, `${name}.zip`), zipSync({ 'index.js': strToU8(code) }));
  }
  stack = await startEmbeddedStack(PROJECT, packageDir, 'weather');
});

afterAll(async () => {
  await stack?.stop();
  rmSync(packageDir, { recursive: true });
});

test('another service runs on the embedded stack: topic, filter, queue, function, table and index', async () => {
  await publish({ Station: 'north', Celsius: 12 }, 'temperature');
  await publish({ Station: 'north', Celsius: 50 }, 'humidity');
  await publish({ Station: 'north', Celsius: 11 }, 'temperature');

  const reported = await until('two readings of station north', async () => {
    const lambda = new LambdaClient(accessTo(stack.endpoint));
    const command = new InvokeCommand({ FunctionName: 'weather-report', Payload: '{"Station":"north"}' });
    const readings = JSON.parse((await lambda.send(command)).Payload?.transformToString() ?? '');
    return readings.length > 1 ? readings : undefined;
  });

  expect(reported).toEqual([11, 12]);
});

test('a message that another service fails at moves to its dead-letter queue', async () => {
  await publish({ Station: 'south', Celsius: 'broken' }, 'temperature');

  const deadLetter = await until('a dead letter', async () => {
    const QueueUrl = await output('DeadLettersUrl');
    const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 });
    return (await new SQSClient(accessTo(stack.endpoint)).send(command)).Messages?.[0];
  });

  expect(JSON.parse(deadLetter.Body ?? '')).toEqual({ Station: 'south', Celsius: 'broken' });
});

async function publish(reading: object, kind: string): Promise<void> {
  const command = new PublishCommand({
    TopicArn: await output('TopicArn'),
    Message: JSON.stringify(reading),
    MessageAttributes: { Kind: { DataType: 'String', StringValue: kind } },
  });
  await new SNSClient(accessTo(stack.endpoint)).send(command);
}

async function output(name: string): Promise<string> {
  const client = new CloudFormationClient(accessTo(stack.endpoint));
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'weather' }));
  return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? '';
}
