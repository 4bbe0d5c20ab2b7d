import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { createFollow } from '../../../../../tools/commands/follow/command.ts';
import { createOperatorCommand } from '../../../../../tools/service/operator-command.ts';
import { createCloudWatchLogs } from '../../../../../tools/stack/cloudwatch-logs.ts';
import { createFunctionLog } from '../../../../../tools/stack/function-log.ts';
import { callTo } from '../../../../support/api-requests.ts';
import { createOperatorProcess } from '../../../../support/operator-process.ts';
import { createSqs, START } from '../dead-letters/dead-letters-in-memory.ts';

/** When the command is run. */
export const NOW = START + 7_200_000;

type Line = [time: string, functionName: string, fields: Record<string, unknown>];
type Settings = {
  item?: Record<string, unknown>;
  /** What the functions logged on the day of NOW. */
  lines?: Line[];
  /** The functions whose log groups exist. */
  functions?: string[];
  stage?: string;
  isTTY?: boolean;
};

/** The command over a table with one order, queues and logs in memory, and what it prints. */
export function createCommand({ item, lines = [], stage = 'dev', ...settings }: Settings = {}) {
  const { functions = ['ingest', 'consumer', 'producer', 'sweep', 'report'], ...terminal } = settings;
  const groupOf = (name: string) => `/aws/lambda/high-value-orders-${stage}-${name}`;
  let time = 0;
  const log = createFunctionLog(() => time);
  for (const [clock, functionName, fields] of lines) {
    const timestamp = `2025-05-03T${clock}Z`;
    time = Date.parse(timestamp);
    const entry = { level: 'INFO', message: `Order ${fields.Outcome}`, timestamp, ...fields };
    log.write(
      `high-value-orders-${stage}-${functionName}`,
      'text' in fields ? String(fields.text) : JSON.stringify(entry),
    );
  }
  const groups = new Map(functions.map((name) => [groupOf(name), { creationTime: 0, retentionInDays: 14 }]));
  const handle = createCloudWatchLogs(log, groups, { region: 'eu-west-1', accountId: '000000000000' });
  const searches: Record<string, unknown>[] = [];
  const logs = Object.assign(new CloudWatchLogsClient({ region: 'eu-west-1' }), {
    /** Called first: fails a call with an error. */
    fails: (): Error | undefined => undefined,
    async send(command: { input: Record<string, unknown> }) {
      const failure = logs.fails();
      if (failure !== undefined) throw failure;
      searches.push({ ...command.input });
      const { body } = await handle(
        callTo.logs(command.constructor.name.replace(/Command$/, ''), command.input),
      );
      return JSON.parse(String(body));
    },
  });

  const sqs = createSqs();
  const ReadQueues = ['OrderQueueUrl', 'HighValueQueueUrl'];
  sqs.intercept = (name, input) => {
    if (name !== 'GetQueueAttributes' || !ReadQueues.includes(Object(input).QueueUrl)) return undefined;
    const RedrivePolicy = '{"maxReceiveCount":"3"}';
    const depth = { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' };
    return { Attributes: { ...depth, VisibilityTimeout: '91', RedrivePolicy } };
  };
  const outputs: Record<string, string> = {
    LogGroupNames: ['ingest', 'consumer', 'producer', 'sweep', 'report'].map(groupOf).join(','),
    SweepGraceSeconds: '600',
    SweepIntervalMinutes: '5',
    OrderTopicArn: 'arn:aws:sns:eu-west-1:000000000000:OrderTopic',
  };
  const reads: string[] = [];
  const service = {
    logs,
    sqs: sqs.client,
    output: async (name: string) => outputs[name] ?? name,
    async order(orderId: string) {
      reads.push(orderId);
      return item?.OrderId === orderId ? item : undefined;
    },
  };
  const memory = createOperatorProcess({ service, ...terminal });
  const command = createOperatorCommand(
    createFollow(() => NOW),
    memory.commandProcess,
  );
  return {
    ...memory,
    sqs,
    logs,
    /** The inputs of the calls of CloudWatch Logs, and the OrderIds that were read from the table. */
    searches,
    reads,
    follow: (...args: string[]) => command([...args, '--stage', stage]),
  };
}
