const queue = (name: string) => [
  `sqs:ReceiveMessage ${name}`,
  `sqs:DeleteMessage ${name}`,
  `sqs:GetQueueAttributes ${name}`,
];

/** Exactly what each function may do with the service's data. */
export const GRANTS: Record<string, string[]> = {
  ingest: ['dynamodb:PutItem OrdersTable', 'sns:Publish HighValueOrderTopic', ...queue('OrderQueue')],
  consumer: ['dynamodb:UpdateItem OrdersTable', ...queue('HighValueQueue')],
  producer: ['sns:Publish OrderTopic'],
  sweep: ['dynamodb:Query OrdersTable.NotificationIndex', 'sns:Publish HighValueOrderTopic'],
  report: ['dynamodb:Query OrdersTable.NotificationIndex'],
};
