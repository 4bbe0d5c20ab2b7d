import type { Finding } from './findings.ts';

/** A finding that stands, and why. `resources` names those it may be of, by logical id. */
export type Accepted = { check: string; resources: RegExp; reason: string };

const FUNCTION = /LambdaFunction$/;
const DEAD_LETTER_QUEUE = /DLQ$/;

/** What stands with any setting. */
export const ACCEPTED: readonly Accepted[] = [
  {
    check: 'CKV_AWS_18',
    resources: /^ServerlessDeploymentBucket$/,
    reason:
      'The bucket holds bundles that deploying writes and CloudFormation reads, no data. A log of that needs another bucket; CloudTrail has it.',
  },
  {
    check: 'CKV_AWS_115',
    resources: FUNCTION,
    reason:
      'Concurrency that is reserved is taken from the rest of the account, and a new account has none to reserve. The event sources have a limit of their own.',
  },
  {
    check: 'CKV_AWS_116',
    resources: FUNCTION,
    reason:
      'It is for what is invoked asynchronously. Queues have dead-letter queues, callers get their errors, and after a sweep comes the next.',
  },
  {
    check: 'CKV_AWS_117',
    resources: FUNCTION,
    reason:
      'The functions talk to AWS only, by TLS, with IAM. A VPC would add endpoints by the hour and guard nothing more.',
  },
  {
    check: 'ES1001',
    resources: /EventSourceMapping/,
    reason: 'Lambda takes no such destination for SQS: the queue has its dead-letter queue.',
  },
  {
    check: 'ES1007',
    resources: /^SweepLambdaPermission/,
    reason: 'A sweep that failed carries nothing to keep: the next one sees the same orders.',
  },
  {
    check: 'ES4000',
    resources: /^SweepEventsRule/,
    reason: 'A tick of the schedule carries nothing to keep. Where ticks stop, an alarm rings.',
  },
  {
    check: 'ES6000',
    resources: DEAD_LETTER_QUEUE,
    reason: 'These are the dead-letter queues.',
  },
  {
    check: 'ES7000',
    resources: /EmailSubscription$/,
    reason: 'For people who read along. What counts goes to a queue, and that one has a dead-letter queue.',
  },
];

/** What stands besides, with ENCRYPTION=default: keys of AWS in the place of one of the account. */
export const ACCEPTED_WITHOUT_OWN_KEY: readonly Accepted[] = [
  {
    check: 'CKV_AWS_26',
    resources: /^AlarmTopic$/,
    reason: 'CloudWatch may not use the key that AWS keeps for SNS. Its messages name alarms, not orders.',
  },
  {
    check: 'CKV_AWS_27',
    resources: /(Queue|DLQ)$/,
    reason: 'checkov does not know the encryption that SQS does itself, which these have.',
  },
  ...['CKV_AWS_119', 'CKV_AWS_158', 'CKV_AWS_173'].map((check) => ({
    check,
    resources: /^OrdersTable$|LogGroup$|LambdaFunction$/,
    reason: 'Encrypted under keys that AWS keeps; ENCRYPTION=kms gives it one of the account.',
  })),
];

/** Sorts findings into those that stand, under what accepts them, and the rest; and names what accepts none. */
export function judge(findings: readonly Finding[], accepted: readonly Accepted[]) {
  const standing = accepted.map((rule) => ({
    ...rule,
    findings: findings.filter(({ check, resource }) => check === rule.check && rule.resources.test(resource)),
  }));
  return {
    standing: standing.filter((rule) => rule.findings.length > 0),
    unused: standing.filter((rule) => rule.findings.length === 0).map(({ check }) => check),
    open: findings.filter((finding) => !standing.some((rule) => rule.findings.includes(finding))),
  };
}
