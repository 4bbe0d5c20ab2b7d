import { expect, test } from '@jest/globals';
import { readTopology } from '../../../../../tools/dev/page-server/topology.ts';

const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const ref = (Ref: string) => ({ Ref });

test('has a node for each resource, and an edge for each way of a message or a call', () => {
  const { nodes, edges } = readTopology(
    {
      Resources: {
        ReadLambdaFunction: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'stack-read',
            Environment: { Variables: { TABLE: ref('Table'), NAME: 'a' } },
          },
        },
        Queue: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: arn('DLQ') } },
        },
        DLQ: { Type: 'AWS::SQS::Queue' },
        UndeliveredDLQ: { Type: 'AWS::SQS::Queue' },
        Topic: { Type: 'AWS::SNS::Topic' },
        Table: { Type: 'AWS::DynamoDB::Table' },
        Role: { Type: 'AWS::IAM::Role', Properties: { Of: ref('Table') } },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            ...{ TopicArn: ref('Topic'), Endpoint: arn('Queue') },
            RedrivePolicy: { deadLetterTargetArn: arn('UndeliveredDLQ') },
          },
        },
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: arn('Queue'), FunctionName: arn('ReadLambdaFunction') },
        },
        Rule: {
          Type: 'AWS::Events::Rule',
          Properties: {
            ScheduleExpression: 'rate(5 minutes)',
            Targets: [{ Arn: arn('ReadLambdaFunction') }],
          },
        },
      },
    },
    'stack-',
  );

  expect(nodes.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    ...['function read', 'queue Queue', 'dead-letter queue DLQ', 'dead-letter queue UndeliveredDLQ'],
    ...['topic Topic', 'table Table', 'schedule rate(5 minutes)'],
  ]);
  expect(edges.map(({ from, to }) => `${from} > ${to}`)).toEqual([
    ...['Topic > Queue', 'Queue > read', 'rate(5 minutes) > read', 'read > Table'],
    ...['Queue > DLQ', 'Topic > UndeliveredDLQ'],
  ]);
});
