import { expect, test } from '@jest/globals';
import { GRANTS } from '../../support/grants.ts';
import { acknowledged, settled, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** Everything that the service does, once. */
async function useEverything(): Promise<void> {
  const [invoked, produced] = [freshOrderId(), freshOrderId()];
  await service.invoke('ingest', { OrderId: invoked, Amount: 250 });
  await service.invoke('producer', [{ OrderId: produced, Amount: 250 }]);
  await Promise.all([invoked, produced].map(acknowledged));

  const { OrderId } = await storedButNotAnnounced(11);
  await service.invoke('sweep', {});
  await settled(OrderId);
  await service.invoke('report', { From: '2025-05-01T00:00:00Z', To: '2025-05-02T00:00:00Z' });
}

test.each(Object.entries(GRANTS))('%s makes exactly the calls that its role grants', async (name, grants) => {
  await useEverything();

  const made = (await recordedCalls())
    .filter(({ caller }) => caller === `high-value-orders-local-${name}`)
    .map(({ action, resource }) => `${action} ${logicalName(resource)}`);

  expect(made.sort()).toEqual([...grants].sort());
});

/** A resource as the template calls it: the embedded stack names it `<stack>-<logical id>-embedded`. */
function logicalName(resource: string): string {
  return resource.replace(/^high-value-orders-local-(\w+)-embedded/, '$1').replace('/index/', '.');
}
