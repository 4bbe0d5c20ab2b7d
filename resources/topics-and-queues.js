/**
 * The topics and queues that `custom` in serverless.yml lists, each with everything that belongs to it: policies,
 * encryption, alarms and outputs; for a queue also its subscription, and a dead-letter queue each for the queue and the subscription.
 * Logical ids follow from the queue's name: OrderQueue has OrderDLQ, OrderSubscription and OrderSubscriptionDLQ.
 */
const { alarm, metric, watching } = require('./alarm.js');
const { combine, denyWithoutTls, getAtt, policyDocument, ref, topicPolicy } = require('./parts.js');
const { deadLetterAlarms, failureAlarm, waitingAlarm } = require('./queue-alarms.js');

/** 14 days, the maximum. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const DEAD_LETTER_RETENTION = 1209600;

module.exports = async ({ resolveVariable }) => {
  const { topics, queues } = await resolveVariable('self:custom');
  const functions = Object.entries(await resolveVariable('self:functions'));
  const stage = {
    hasAlarms: (await resolveVariable('param:alarms')) !== 'none',
    hasOwnKey: (await resolveVariable('param:encryption')) === 'kms',
  };

  for (const [queue, { topic }] of Object.entries(queues))
    if (!(topic in topics))
      throw new Error(`${queue} has the topic ${topic}, which custom.topics does not list.`);

  return combine(
    Object.entries(topics).flatMap(([topic, { carries, ...options }]) => [
      topicWithItsParts({ topic, carries, ...options, ...stage }),
      ...Object.entries(queues)
        .filter(([, queue]) => queue.topic === topic)
        .map(([queue, queueOptions]) =>
          queueWithItsParts({ ...queueOptions, queue, carries, consumer: consumerOf(queue), ...stage }),
        ),
    ]),
  );

  function consumerOf(queue) {
    const reads = ({ sqs }) => sqs?.arn?.['Fn::GetAtt']?.[0] === queue;
    const [name] = functions.find(([, { events = [] }]) => events.some(reads)) ?? [];
    if (name === undefined)
      throw new Error(`No function reads ${queue}: add an sqs event to one in serverless.yml.`);
    return name;
  }
};

/** @param carries what its messages are, in the plural: alarms and outputs name them. */
function topicWithItsParts({ topic, displayName, carries, usage, hasAlarms, hasOwnKey }) {
  return {
    Resources: {
      [topic]: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          DisplayName: displayName,
          TracingConfig: 'Active',
          KmsMasterKeyId: hasOwnKey ? getAtt('EncryptionKey', 'Arn') : 'alias/aws/sns',
        },
      },
      // Everyone in this account whom IAM allows, which is also what SNS does without a policy.
      [`${topic}Policy`]: topicPolicy(topic, {
        Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
      }),
      // Deliveries that SNS gave up on. A queue of the service keeps these in a dead-letter queue; this alarm also
      // covers all other subscribers, which lose the message, and a dead-letter queue that refused it.
      ...(hasAlarms && {
        [`${topic}Alarm`]: alarm(
          `${topic} cannot deliver`,
          `SNS gave up delivering ${carries} to a subscriber of ${topic}.`,
          {
            ...watching(
              'Sum',
              300,
              metric('AWS/SNS', 'NumberOfNotificationsFailed', { TopicName: getAtt(topic, 'TopicName') }),
            ),
            EvaluationPeriods: 1,
          },
        ),
      }),
    },
    Outputs: { [`${topic}Arn`]: { Description: usage, Value: ref(topic) } },
  };
}

/**
 * @param consumer the function that reads the queue.
 * @param failures has `failedRecords`, the metric in which that function counts the records that failed, and `alsoInvoked`
 *   if that function is invoked directly too; its errors then have an alarm in alarms.js.
 */
function queueWithItsParts({ queue, topic, carries, consumer, hasAlarms, hasOwnKey, ...failures }) {
  const base = queue.replace(/Queue$/, '');
  const dlq = `${base}DLQ`;
  const subscription = `${base}Subscription`;
  const subscriptionDlq = `${subscription}DLQ`;
  const encryption = hasOwnKey
    ? { SqsManagedSseEnabled: false, KmsMasterKeyId: getAtt('EncryptionKey', 'Arn') }
    : { SqsManagedSseEnabled: true };
  const aQueue = (properties) => ({ Type: 'AWS::SQS::Queue', Properties: { ...properties, ...encryption } });
  const capitalized = carries.charAt(0).toUpperCase() + carries.slice(1);
  const output = (Description, id) => ({ [`${id}Url`]: { Description, Value: ref(id) } });

  return {
    Resources: {
      [queue]: aQueue({
        VisibilityTimeout: '${param:visibilityTimeout}',
        MessageRetentionPeriod: 345600, // 4 days
        RedrivePolicy: {
          deadLetterTargetArn: getAtt(dlq, 'Arn'),
          maxReceiveCount: '${param:maxReceiveCount}',
        },
      }),
      [dlq]: aQueue({ MessageRetentionPeriod: DEAD_LETTER_RETENTION }),
      [subscription]: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          TopicArn: ref(topic),
          Protocol: 'sqs',
          Endpoint: getAtt(queue, 'Arn'),
          RawMessageDelivery: true,
          RedrivePolicy: { deadLetterTargetArn: getAtt(subscriptionDlq, 'Arn') },
        },
        // Without the policies SNS can neither deliver a message nor keep it.
        DependsOn: [`${queue}Policy`, `${subscriptionDlq}Policy`],
      },
      // What SNS could not deliver. Without this queue SNS drops it.
      [subscriptionDlq]: aQueue({ MessageRetentionPeriod: DEAD_LETTER_RETENTION }),

      [`${queue}Policy`]: queuePolicy(queue, topic),
      [`${subscriptionDlq}Policy`]: queuePolicy(subscriptionDlq, topic),
      [`${dlq}Policy`]: queuePolicy(dlq),
      ...(hasAlarms && {
        ...deadLetterAlarms(
          dlq,
          `${consumer} could not process ${carries} from ${queue} in \${param:maxReceiveCount} receives.`,
        ),
        ...deadLetterAlarms(
          subscriptionDlq,
          `${topic} could not deliver ${carries} to ${queue}, so ${consumer} did not receive them.`,
        ),
        [`${queue}Alarm`]: waitingAlarm(queue, consumer),
        ...failureAlarm({ queue, base, consumer, ...failures }),
      }),
    },
    Outputs: {
      ...output(`${capitalized} that wait for ${consumer}`, queue),
      ...output(`${capitalized} that ${consumer} could not process`, dlq),
      ...output(`${capitalized} that SNS could not deliver to ${queue}`, subscriptionDlq),
    },
  };
}

/**
 * Lets a topic send to a queue; a dead-letter queue that SQS itself fills needs no such statement. The topic's ARN contains
 * the account, so AWS asks for no other condition.
 * https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html#SendMessageToSQS.sqs.permissions
 */
function queuePolicy(queue, topic) {
  const Resource = getAtt(queue, 'Arn');
  const fromTopic = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource,
    Condition: { ArnEquals: { 'aws:SourceArn': ref(topic) } },
  };
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: policyDocument(...(topic ? [fromTopic] : []), denyWithoutTls('sqs:*', Resource)),
    },
  };
}
