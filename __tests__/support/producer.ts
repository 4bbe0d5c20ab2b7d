import type { PublishFailure } from '../../src/orders/ports.ts';
import { createPublish } from '../../src/orders/publish.ts';
import { fakeOrderTopic, recordingLog, recordingMeter } from './fakes.ts';

/** A producer over a topic that fails to publish these, and everything it works with. */
export function producerWith(failures: PublishFailure[] = []) {
  const orderTopic = fakeOrderTopic(failures);
  const log = recordingLog();
  const meter = recordingMeter();
  return { produce: createPublish({ orderTopic, log, meter }), orderTopic, log, meter };
}
