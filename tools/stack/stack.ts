import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type ApiHandler, type ApiRequest, type ApiResponse, errorResponse } from './api.ts';
import { type ApiCall, createCallLog, describeCall } from './call-log.ts';
import { createCloudFormation } from './cloudformation.ts';
import { createCloudWatchLogs, type LogGroups } from './cloudwatch-logs.ts';
import { createDynamoDB, createMessaging } from './emulators.ts';
import { createFaultInjection } from './fault-injection.ts';
import { createFunctionLog } from './function-log.ts';
import { startGateway } from './gateway.ts';
import { createInvokeApi } from './invoke.ts';
import { createLambdaFunctions } from './lambda-functions.ts';
import { type CallObservation, createCallObservation, type Observe } from './observation.ts';
import type { Pages } from './pages.ts';
import { provision, type Update } from './provisioning.ts';
import { createQueues, type Queues } from './queues.ts';
import { readTemplate } from './template.ts';
import type { Trigger } from './triggers.ts';

export type EmbeddedStack = {
  /** The address of every API: a value for AWS_ENDPOINT_URL. */
  endpoint: string;
  /** Resources of types that are not supported, as `LogicalId (Type)`. They were not created. */
  unsupported: string[];
  /** Loads the code of a function again; invocations under way finish on the old code. */
  reload(functionName: string): void;
  /** Applies the package again, after it was written again, as far as a running stack can. @throws TemplateError */
  update(): Promise<Update>;
  queues: Queues;
  /** Makes the next calls of an action fail, such as `{ "action": "sns:Publish", "calls": 3 }`. @throws BadInputError */
  failNext(fault: unknown): void;
  /** Ends a function at its next call of an action. */
  crashNext(functionName: string, action: string): void;
  /** Pauses or resumes a function. Until then its queue keeps the messages. */
  pause(functionName: string, isPaused: boolean): void;
  isPaused(functionName: string): boolean;
  /** Ends functions in the middle of an invocation, even at a breakpoint. */
  stop(): Promise<void>;
};

export type StackOptions = {
  /** The folder that `serverless package` wrote the template and the zips to. */
  packageDir: string;
  /** 0 for any free port. */
  port: number;
  stackName: string;
  /** The folder of the functions' code, instead of their zips in the package. */
  codeDir?: string;
  /** Whether a debugger may pause functions. Then nothing times out, and schedules wait. */
  debugging?: boolean;
  /** Whether to start the schedules of the functions. */
  schedules?: boolean;
  /** What an attempt to deploy to this stack is answered. */
  deployAdvice?: string;
  onLog?(functionName: string, text: string): void;
  /** Is told what happens in the stack. */
  observe?: Observe;
  /** More pages of the gateway. They replace those of the stack with the same path. */
  pages?: Pages;
};

/**
 * Starts a packaged service in this process: emulators behind one port, the resources of the compiled template, and the
 * functions from their zips.
 */
export async function startStack(options: StackOptions): Promise<EmbeddedStack> {
  const {
    packageDir,
    port,
    stackName,
    codeDir,
    debugging = false,
    schedules = false,
    onLog,
    observe,
  } = options;
  const template = readTemplate(packageDir);
  const region = process.env.AWS_REGION || 'us-east-1';
  const location = { region, accountId: '000000000000' };

  const callLog = createCallLog();
  const faults = createFaultInjection();
  const functionLog = createFunctionLog();
  const logGroups: LogGroups = new Map();
  const observation = observe && createCallObservation(observe);
  /** Records every call, and makes it fail where it is to. @param observation that is told of it. */
  const recorded =
    (service: string, handle: ApiHandler, observation?: CallObservation): ApiHandler =>
    async (request) => {
      const call = describeCall(service, request);
      callLog.record(call);
      const answer = async () => (await crashed(call, request)) ?? faults.errorFor(call) ?? handle(request);
      return observation?.call(call, request, answer) ?? answer();
    };
  async function crashed(call: ApiCall, { headers }: ApiRequest): Promise<ApiResponse | undefined> {
    if (!faults.crashesCaller(call)) return undefined;
    await functions.find(call.caller)?.crash(headers['x-amzn-trace-id'] ?? '');
    return errorResponse(500, 'InternalFailure', 'The caller was ended on purpose.');
  }
  const apis: Record<string, ApiHandler> = {};
  const gateway = await startGateway(port, apis, {
    '/_embedded/stack': { get: () => ({ name: stackName, pid: process.pid, workers: functions.workers() }) },
    '/_embedded/calls': { get: callLog.list },
    '/_embedded/log': { get: (query) => functionLog.find(query.get('text') ?? '') },
    '/_embedded/fail': { post: faults.failNext },
    ...options.pages,
  });
  const { endpoint } = gateway;
  const messaging = await createMessaging(region, observation);
  const queues = createQueues(messaging.queueStore, observe ?? (() => {}));
  const functions = createLambdaFunctions({
    ...location,
    packageDir,
    codeDir,
    debugging,
    endpoint,
    observe,
    onLog(functionName, text) {
      functionLog.write(functionName, text);
      onLog?.(functionName, text);
    },
  });
  const triggers = new Map<string, Trigger>();
  Object.assign(apis, {
    dynamodb: recorded('dynamodb', createDynamoDB(), observation),
    lambda: createInvokeApi(functions),
    logs: recorded('logs', createCloudWatchLogs(functionLog, logGroups, location)),
    sns: recorded('sns', messaging.handle, observation),
    sqs: recorded('sqs', messaging.handle, observation),
    sts: messaging.handle,
  });

  async function stop(): Promise<void> {
    // Pollers wait for their invocations, so those have to end first.
    const stopped = [...triggers.values()].map((trigger) => trigger.stop());
    await functions.stop();
    await Promise.all(stopped);
    await messaging.stop();
    await gateway.stop();
  }

  const accessAs = (accessKeyId: string) => ({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey: 'embedded' },
  });
  const access = accessAs('cloudformation');
  const stack = {
    name: stackName,
    id: `arn:aws:cloudformation:${region}:${location.accountId}:stack/${stackName}/embedded`,
  };
  try {
    const { unsupported, update, ...provisioned } = await provision(template, stack, {
      ...location,
      endpoint,
      nameOf: (logicalId) => `${stackName}-${logicalId}-embedded`,
      dynamoDB: new DynamoDBClient(access),
      sns: new SNSClient(access),
      sqs: new SQSClient(access),
      sqsAs: (functionName) => new SQSClient(accessAs(functionName)),
      functions,
      logGroups,
      triggers,
      schedules,
      debugging,
    });
    const described = { ...stack, ...provisioned, deployAdvice: options.deployAdvice };
    apis.cloudformation = recorded('cloudformation', createCloudFormation(described));
    return {
      endpoint,
      unsupported,
      reload: functions.reload,
      update: () => update(readTemplate(packageDir)),
      queues,
      failNext: faults.failNext,
      crashNext: faults.crashNext,
      pause(functionName, isPaused) {
        functions.get(functionName).pause(isPaused);
        if (isPaused) queues.endWaits();
      },
      isPaused: (functionName) => functions.get(functionName).isPaused,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
