import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createCloudFormation, type StackFacts } from './cloudformation.ts';
import { createDynamoDB, createMessaging } from './emulators.ts';
import type { EventSource } from './event-source.ts';
import { startGateway } from './gateway.ts';
import { createLambdaFunctions, createLambdaService } from './lambda.ts';
import { leftOut, makers, type Properties, type Surroundings } from './resources.ts';
import { createResolver, type Made, readTemplate, type Template } from './template.ts';

export type Stack = {
  /** Where every service answers: what AWS_ENDPOINT_URL takes. */
  endpoint: string;
  outputs: Record<string, string>;
  /** Resources whose type the embedded stack does not know, as `LogicalId (Type)`: they were not made. */
  unknown: string[];
  stop(): Promise<void>;
};

export type StackOptions = {
  /** Where `serverless package` put the template and the zips. */
  packageDir: string;
  /** 0 takes any free port. */
  port: number;
  stackName: string;
  onLog?(functionName: string, text: string): void;
};

const ACCOUNT_ID = '000000000000';

/**
 * Starts the packaged service in this process: emulators behind one port, every resource of the compiled template,
 * each function as its bundle.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { packageDir, port, stackName, onLog = () => {} } = options;
  const template = readTemplate(packageDir);
  const region = process.env.AWS_REGION || 'us-east-1';
  const messaging = createMessaging(region);
  const eventSources: EventSource[] = [];
  const functions = createLambdaFunctions({
    packageDir,
    region,
    accountId: ACCOUNT_ID,
    endpoint: () => gateway.endpoint,
    onLog,
  });
  const facts: StackFacts = {
    name: stackName,
    arn: `arn:aws:cloudformation:${region}:${ACCOUNT_ID}:stack/${stackName}/embedded`,
    outputs: {},
  };
  const gateway = await startGateway(port, {
    cloudformation: createCloudFormation(facts),
    dynamodb: createDynamoDB(),
    lambda: createLambdaService(functions),
    sns: messaging.service,
    sqs: messaging.service,
    sts: messaging.service,
  });

  async function stop(): Promise<void> {
    await Promise.all(eventSources.map((source) => source.stop()));
    await functions.stop();
    await messaging.stop();
    await gateway.stop();
  }

  const access = {
    endpoint: gateway.endpoint,
    region,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
  };
  const surroundings: Surroundings = {
    endpoint: gateway.endpoint,
    region,
    accountId: ACCOUNT_ID,
    nameOf: (logicalId) => `${stackName}-${logicalId}-embedded`,
    dynamoDB: new DynamoDBClient(access),
    sns: new SNSClient(access),
    sqs: new SQSClient(access),
    functions,
    eventSources,
  };
  try {
    const unknown = await provision(template, surroundings, facts);
    return { endpoint: gateway.endpoint, outputs: facts.outputs, unknown, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes every resource after those it refers to, and fills in the outputs. Answers what it could not make. */
async function provision(
  template: Template,
  surroundings: Surroundings,
  facts: StackFacts,
): Promise<string[]> {
  const { region, accountId } = surroundings;
  const unknown: string[] = [];
  const made = new Map<string, Promise<Made>>();

  const pseudo = {
    'AWS::Region': region,
    'AWS::AccountId': accountId,
    'AWS::Partition': 'aws',
    'AWS::StackName': facts.name,
    'AWS::StackId': facts.arn,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const resolve = createResolver(pseudo, make);

  function make(logicalId: string): Promise<Made> {
    const present = made.get(logicalId) ?? makeOnce(logicalId);
    made.set(logicalId, present);
    return present;
  }

  async function makeOnce(logicalId: string): Promise<Made> {
    const resource = template.Resources[logicalId];
    if (resource === undefined)
      throw new Error(`The template refers to ${logicalId}, which it does not define.`);
    const maker = makers[resource.Type];
    if (maker === undefined) {
      if (leftOut[resource.Type] === undefined) unknown.push(`${logicalId} (${resource.Type})`);
      return { ref: logicalId, attributes: { Arn: `arn:aws:none:${region}:${accountId}:${logicalId}` } };
    }
    await Promise.all([resource.DependsOn ?? []].flat().map(make));
    return maker(logicalId, (await resolve(resource.Properties ?? {})) as Properties, surroundings);
  }

  await Promise.all(Object.keys(template.Resources).map(make));
  for (const [name, { Value }] of Object.entries(template.Outputs ?? {})) {
    facts.outputs[name] = String(await resolve(Value));
  }
  return unknown;
}
