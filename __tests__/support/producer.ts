import { createProducer } from '../../src/functions/producer.ts';
import type { PublishFailure } from '../../src/orders/order-topics.ts';
import { fakeOrderTopic, recordingLog, recordingMeter } from './fakes.ts';

/** A producer over a topic that fails to publish these, and everything it works with. */
export function producerWith(failures: PublishFailure[] = []) {
  const orderTopic = fakeOrderTopic(failures);
  const log = recordingLog();
  const meter = recordingMeter();
  return { produce: createProducer({ orderTopic, log, meter }), orderTopic, log, meter };
}
