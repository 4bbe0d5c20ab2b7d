const { ref } = require('./parts.js');

const SERVICE = '${self:service}-${sls:stage}';

/** A metric with its dimensions, such as `{ QueueName: ... }`. */
const metric = (Namespace, MetricName, dimensions) => ({
  Namespace,
  MetricName,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

/** A metric that the functions report. */
const ownMetric = (name) => metric('HighValueOrders', name, { service: SERVICE });

/** What an alarm on one metric watches. */
const watching = (Statistic, Period, watched) => ({ ...watched, Statistic, Period });

/**
 * What an alarm on an expression watches. `terms` has the expression's metrics and further expressions, by their ids.
 *
 * Where a metric has data only when there is something to count, FILL replaces a missing minute by 0; without it CloudWatch
 * looks further back than the alarm's own periods. With FILL the latest minute can read 0 too early, so such an alarm
 * asks for M of N periods.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const calculating = (Label, expression, terms, { id = 'failures', Stat = 'Sum', Period = 60 } = {}) => ({
  Metrics: [
    { Id: id, Label, Expression: expression },
    ...Object.entries(terms).map(([Id, term]) => ({
      Id,
      ReturnData: false,
      ...(typeof term === 'string' ? { Expression: term } : { MetricStat: { Metric: term, Stat, Period } }),
    })),
  ],
});

/**
 * An alarm that notifies AlarmTopic. `properties` says what it watches, and whatever differs from the defaults below.
 *
 * @param section of docs/alarms.md that says what to do: the alarm's own name, unless another alarm shares it.
 */
const alarm = (name, description, properties, { section = name, notifiesRecovery = true } = {}) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `${SERVICE} ${name}`,
    AlarmDescription: `${description} What to do: docs/alarms.md#${section.toLowerCase().replaceAll(' ', '-')}`,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    TreatMissingData: 'notBreaching',
    AlarmActions: [ref('AlarmTopic')],
    ...(notifiesRecovery && { OKActions: [ref('AlarmTopic')] }),
    ...properties,
  },
});

module.exports = { metric, ownMetric, watching, calculating, alarm };
