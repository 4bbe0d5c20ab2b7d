/** The bare calls, without a network. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createBareCalls } from '../baselines/bare-calls.ts';
import { offTheNetwork } from './in-process-network.ts';

export const handler = createBareCalls(
  offTheNetwork(new DynamoDBClient({})),
  offTheNetwork(new SNSClient({})),
);
