import { expect, test } from '@jest/globals';
import { functionNameOf, stackNameOf } from '../../../tools/service/stages.ts';
import { GRANTS } from '../../support/grants.ts';
import { acknowledged, settled, storedButNotAnnounced } from '../../support/orders-in-table.ts';
import { recordedCalls } from '../../support/recorded-calls.ts';
import { freshOrderId, service } from '../../support/service.ts';

/** Uses every feature of the service once. */
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
    .filter(({ caller }) => caller === functionNameOf('local', name))
    .map(({ action, resource }) => `${action} ${logicalName(resource)}`);

  expect(made.sort()).toEqual([...grants].sort());
});

/** The logical id of a resource: the embedded stack names it `<stack>-<logical id>-embedded`. */
function logicalName(resource: string): string {
  return resource
    .replace(`${stackNameOf('local')}-`, '')
    .replace('-embedded', '')
    .replace('/index/', '.');
}
