/** Saved queries of CloudWatch Logs Insights, in a folder named after the stage; docs/alarms.md uses them. */
const { logGroups } = require('./functions.js');

module.exports = async ({ resolveVariable }) => {
  if ((await resolveVariable('param:dashboard')) === 'none') return {};
  const LogGroupNames = await logGroups({ resolveVariable });
  const savedQuery = (name, ...lines) => ({
    Type: 'AWS::Logs::QueryDefinition',
    Properties: {
      Name: `\${self:service}-\${sls:stage}/${name}`,
      LogGroupNames,
      QueryString: `${lines.join('\n')}\n`,
    },
  });

  return {
    Resources: {
      FollowOneOrder: savedQuery(
        'Follow one order by its OrderId',
        '# Replace ORD-1001 with the OrderId. This also finds longer ones that contain it.',
        'fields @timestamp, function_name, message, OrderId, Outcome, HighValue, Notification, Reason, error.message, MessageId, Receives, function_request_id, xray_trace_id',
        '| filter @message like "ORD-1001"',
        '| sort @timestamp asc',
      ),
      WhatWasRefused: savedQuery(
        'What was refused, and why',
        '# An order from OrderQueue is refused on each receive, with the same MessageId.',
        'fields @timestamp, function_name, message, OrderId, Reason, MessageId',
        '| filter message like /refused/',
        '| sort @timestamp desc',
      ),
      WhatFailed: savedQuery(
        'What failed, and why',
        '# Errors that the functions log, and invocations that Lambda reports as broken off; without refusals.',
        'fields @timestamp, @log, message, OrderId, MessageId, error.name, error.message, Reason, errorType, errorMessage, @message',
        '| filter level = "ERROR" or ispresent(errorType) or @message like /Task timed out/',
        '| filter @message not like /InvalidOrderError|OrderConflictError|InvalidReportError/',
        '| sort @timestamp desc',
      ),
    },
  };
};
