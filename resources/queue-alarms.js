/** The alarms that every queue has; topics-and-queues.js makes them. */
const { alarm, calculating, metric, ownMetric, watching } = require('./alarm.js');
const { functionPart, getAtt, ref } = require('./parts.js');

const queueMetric = (name, queue) => metric('AWS/SQS', name, { QueueName: getAtt(queue, 'QueueName') });

/**
 * The first alarm watches the queue's depth, as NumberOfMessagesSent does not count what a redrive policy moves. One
 * breaching minute of five is enough: receiving messages to inspect them hides them for seconds, and must neither end nor
 * repeat the alarm. An unused queue stops reporting after some hours. The alarm then has insufficient data, without a
 * notification, and the next dead letter makes it fire again.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 *
 * The second fires when more dead letters join those that wait, which the first cannot tell. It adds up visible messages
 * and those in flight, because inspecting a message moves it from one to the other. The first alarm reports the first
 * dead letter in an empty queue, and the recovery.
 */
function deadLetterAlarms(dlq, cause) {
  const section = `${dlq} has messages`;
  return {
    [`${dlq}Alarm`]: alarm(section, `${cause} They are kept for 14 days.`, {
      ...watching('Maximum', 60, queueMetric('ApproximateNumberOfMessagesVisible', dlq)),
      EvaluationPeriods: 5,
      DatapointsToAlarm: 1,
      TreatMissingData: 'missing',
    }),
    [`More${dlq}Alarm`]: alarm(
      `${dlq} has more messages`,
      `More messages came while others waited in ${dlq}: ${cause}`,
      {
        ...calculating(
          'More messages',
          'IF(all > DIFF(all), DIFF(all), 0)',
          {
            all: 'FILL(visible, REPEAT) + FILL(inFlight, REPEAT)',
            visible: queueMetric('ApproximateNumberOfMessagesVisible', dlq),
            inFlight: queueMetric('ApproximateNumberOfMessagesNotVisible', dlq),
          },
          { id: 'arrivals', Stat: 'Maximum' },
        ),
        EvaluationPeriods: 3,
        DatapointsToAlarm: 1,
      },
      { section, notifiesRecovery: false },
    ),
  };
}

/**
 * A message older than five minutes was not received: the function does not keep up, or does not run. SQS leaves messages
 * that were received three times out of the age, so this alarm is never about a message that fails: its third receive
 * ends after 3 x 91 s = 273 s. An empty queue has no age, hence no data.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
function waitingAlarm(queue, consumer) {
  return alarm(
    `${queue} is not drained`,
    `A message in ${queue} has waited for ${consumer} for over five minutes.`,
    {
      ...watching('Maximum', 60, queueMetric('ApproximateAgeOfOldestMessage', queue)),
      EvaluationPeriods: 3,
      Threshold: 300,
    },
  );
}

/**
 * Failures, long before they become dead letters: in two of five minutes, as SQS delivers a failed message again after
 * 91 s. To Lambda a batch that fails in part is no error, so functions count failed records themselves; an invocation
 * that breaks off counts none, so its error is added. Not so for a function that is invoked directly too: an order that is
 * refused to its sender is an error that needs no action.
 */
function failureAlarm({ queue, base, consumer, failedRecords, alsoInvoked }) {
  const terms = {
    ...(failedRecords && { records: ownMetric(failedRecords) }),
    ...(!alsoInvoked && {
      errors: metric('AWS/Lambda', 'Errors', { FunctionName: ref(functionPart(consumer, 'LambdaFunction')) }),
    }),
  };
  const expression = Object.keys(terms)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
  const id = alsoInvoked ? `${base}RecordsAlarm` : functionPart(consumer, 'Alarm');
  return {
    [id]: alarm(
      alsoInvoked ? `${queue} messages keep failing` : `${consumer} keeps failing`,
      `${consumer} keeps failing to process messages from ${queue}. ` +
        'After ${param:maxReceiveCount} receives they are dead letters.',
      {
        ...calculating(alsoInvoked ? 'Failed records' : 'Failed records and invocations', expression, terms),
        EvaluationPeriods: 5,
        DatapointsToAlarm: 2,
      },
    ),
  };
}

module.exports = { deadLetterAlarms, waitingAlarm, failureAlarm };
