/** A small service, unlike this one, for the embedded stack: its compiled template and the code of its functions. */
import type { Template } from '../../tools/stack/template.ts';

const lambda = (name: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: { 'Fn::Sub': `\${AWS::StackName}-${name}` },
    Handler: 'index.handler',
    Timeout: 4,
    Code: { S3Key: `packages/${name}.zip` },
    Environment: { Variables: { TABLE_NAME: { Ref: 'Readings' } } },
  },
});

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });

export const TEMPLATE: Template = {
  Resources: {
    Store: lambda('store'),
    Report: lambda('report'),
    StoreFromQueue: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Store' }, EventSourceArn: arnOf('Temperatures'), BatchSize: 1 },
    },
    Measurements: { Type: 'AWS::SNS::Topic' },
    TemperaturesOnly: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Measurements' },
        Protocol: 'sqs',
        Endpoint: arnOf('Temperatures'),
        RawMessageDelivery: true,
        FilterPolicy: { Kind: ['temperature'] },
      },
    },
    Temperatures: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 4,
        RedrivePolicy: { deadLetterTargetArn: arnOf('DeadLetters'), maxReceiveCount: 2 },
      },
    },
    DeadLetters: { Type: 'AWS::SQS::Queue' },
    Readings: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['Id', 'Station', 'Celsius'].map((AttributeName) => ({
          AttributeName,
          AttributeType: AttributeName === 'Celsius' ? 'N' : 'S',
        })),
        KeySchema: [key('Id', 'HASH')],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'ByStation',
            KeySchema: [key('Station', 'HASH'), key('Celsius', 'RANGE')],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
    },
  },
  Outputs: {
    TopicArn: { Value: { Ref: 'Measurements' } },
    DeadLettersUrl: { Value: { Ref: 'DeadLetters' } },
  },
};

const CALL_DYNAMODB = `async function call(operation, input) {
  const credential = process.env.AWS_ACCESS_KEY_ID + '/20250601/us-east-1/dynamodb/aws4_request';
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + credential + ', SignedHeaders=host, Signature=0',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20250601T000000Z',
      'x-amz-target': 'DynamoDB_20120810.' + operation,
    },
    body: JSON.stringify({ TableName: process.env.TABLE_NAME, ...input }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}
`;

export const FUNCTIONS = {
  store: `${CALL_DYNAMODB}
exports.handler = async ({ Records: [{ messageId, body }] }) => {
  const { Station, Celsius } = JSON.parse(body);
  await call('PutItem', { Item: { Id: { S: messageId }, Station: { S: Station }, Celsius: { N: String(Celsius) } } });
};`,
  report: `${CALL_DYNAMODB}
exports.handler = async ({ Station }) => {
  const { Items } = await call('Query', {
    IndexName: 'ByStation',
    KeyConditionExpression: 'Station = :station',
    ExpressionAttributeValues: { ':station': { S: Station } },
  });
  return Items.map(({ Celsius }) => Number(Celsius.N));
};`,
};
