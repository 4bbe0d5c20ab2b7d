import { createHighValueOrderTopic, createOrderTopic } from '../../src/aws/topics.ts';
import { anAnnouncement, anOrder } from './orders.ts';
import type { snsThatPublishesLists } from './sns.ts';

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:topic';

type Sns = ReturnType<typeof snsThatPublishesLists>;

/** Publishes that many messages, whose OrderIds are ORD-0, ORD-1 and so on, and gives the failures. */
type PublishMany = (sns: Sns, count: number) => Promise<unknown[]>;

const ids = (count: number) => Array.from({ length: count }, (_, index) => ({ OrderId: `ORD-${index}` }));

export const announceMany: PublishMany = (sns, count) =>
  createHighValueOrderTopic({ client: sns.client, topicArn }).publishAll(ids(count).map(anAnnouncement));

export const publishManyOrders: PublishMany = (sns, count) =>
  createOrderTopic({ client: sns.client, topicArn }).publishAll(ids(count).map(anOrder));

/** Both topics: what they have in common is tested for each. */
export const BOTH_TOPICS: [name: string, publishMany: PublishMany][] = [
  ['HighValueOrderTopic', announceMany],
  ['OrderTopic', publishManyOrders],
];
