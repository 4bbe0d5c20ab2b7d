import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createCallLog } from './call-log.ts';
import { createCloudFormation } from './cloudformation.ts';
import { createDynamoDB, createMessaging } from './emulators.ts';
import type { EventSource } from './event-source.ts';
import { createFaults } from './faults.ts';
import { createFunctionLog } from './function-log.ts';
import { type Service, startGateway } from './gateway.ts';
import { createInvokeService } from './invoke.ts';
import { createLambdaFunctions } from './lambda.ts';
import { createLogs } from './logs.ts';
import { provision } from './provision.ts';
import type { Surroundings } from './resources.ts';
import { readTemplate } from './template.ts';

export type Stack = {
  /** Where every service answers: what AWS_ENDPOINT_URL takes. */
  endpoint: string;
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
  /** Whether functions run on their schedules; without it, when they are invoked. */
  schedules?: boolean;
  onLog?(functionName: string, text: string): void;
};

/**
 * Starts the packaged service in this process: emulators behind one port, every resource of the compiled template,
 * each function as its bundle.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { packageDir, port, stackName, schedules = false, onLog = () => {} } = options;
  const template = readTemplate(packageDir);
  const region = process.env.AWS_REGION || 'us-east-1';
  const place = { region, accountId: '000000000000' };

  const callLog = createCallLog();
  const faults = createFaults();
  const functionLog = createFunctionLog();
  const watched = (name: string, service: Service) => callLog.recorded(name, faults.failing(name, service));
  const services: Record<string, Service> = {};
  const gateway = await startGateway(port, services, {
    '/_embedded/calls': { get: callLog.list },
    '/_embedded/log': { get: (query) => functionLog.find(query.get('text') ?? '') },
    '/_embedded/fail': { post: faults.failNext },
  });
  const { endpoint } = gateway;
  const messaging = createMessaging(region);
  const functions = createLambdaFunctions({
    ...place,
    packageDir,
    endpoint,
    onLog(functionName, text) {
      functionLog.write(functionName, text);
      onLog(functionName, text);
    },
  });
  const eventSources: EventSource[] = [];
  Object.assign(services, {
    dynamodb: watched('dynamodb', createDynamoDB()),
    lambda: createInvokeService(functions),
    logs: createLogs(functionLog, (name) => functions.find(name) !== undefined),
    sns: watched('sns', messaging.service),
    sqs: watched('sqs', messaging.service),
    sts: messaging.service,
  });

  async function stop(): Promise<void> {
    await Promise.all(eventSources.map((source) => source.stop()));
    await functions.stop();
    await messaging.stop();
    await gateway.stop();
  }

  const accessOf = (accessKeyId: string) => ({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: 'embedded' },
  });
  const access = accessOf('cloudformation');
  const surroundings: Surroundings = {
    ...place,
    endpoint,
    nameOf: (logicalId) => `${stackName}-${logicalId}-embedded`,
    dynamoDB: new DynamoDBClient(access),
    sns: new SNSClient(access),
    sqs: new SQSClient(access),
    sqsAs: (caller) => new SQSClient(accessOf(caller)),
    functions,
    eventSources,
    schedules,
  };
  const stackId = `arn:aws:cloudformation:${region}:${place.accountId}:stack/${stackName}/embedded`;
  try {
    const made = await provision(template, { name: stackName, id: stackId }, surroundings);
    services.cloudformation = createCloudFormation({ name: stackName, id: stackId, ...made });
    return { endpoint, unknown: made.unknown, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
