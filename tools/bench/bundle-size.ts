import { BUNDLE_KILOBYTES } from './budgets.ts';
import { bytesByPackage, FUNCTIONS, type FunctionName } from './bundles.ts';
import type { Found } from './judged.ts';
import { figure } from './table.ts';

/** The most packages of a bundle that are named; the rest are summed up. */
const NAMED = 14;

export async function measureBundles(
  deployed: Record<FunctionName, { bytes: number; zippedBytes: number }>,
): Promise<Found> {
  const kilobytes = (bytes: number) => figure(bytes / 1000, 1);
  const packages = Object.fromEntries(
    await Promise.all(FUNCTIONS.map(async (name) => [name, await bytesByPackage(name)] as const)),
  ) as Record<FunctionName, Map<string, number>>;

  const bySize = [...packages.ingest].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
  const named = bySize.slice(0, NAMED);
  const rest = (name: FunctionName) =>
    [...packages[name]]
      .filter(([owner]) => !named.includes(owner))
      .reduce((sum, [, bytes]) => sum + bytes, 0);
  return {
    section: {
      title: 'Bundle',
      notes: ['KB (1,000 bytes), minified: as deployed, zipped, and what is in it by package.'],
      tables: [
        {
          headings: ['KB', ...FUNCTIONS],
          rows: [
            ['minified', ...FUNCTIONS.map((name) => kilobytes(deployed[name].bytes))],
            ['zipped', ...FUNCTIONS.map((name) => kilobytes(deployed[name].zippedBytes))],
            ...named.map((owner) => [
              owner,
              ...FUNCTIONS.map((name) => kilobytes(packages[name].get(owner) ?? 0)),
            ]),
            ['others', ...FUNCTIONS.map((name) => kilobytes(rest(name)))],
          ],
        },
      ],
    },
    judged: [
      {
        what: 'ingest, KB minified',
        measured: deployed.ingest.bytes / 1000,
        bound: BUNDLE_KILOBYTES.ingest,
        digits: 0,
      },
      {
        what: 'consumer, KB minified',
        measured: deployed.consumer.bytes / 1000,
        bound: BUNDLE_KILOBYTES.consumer,
        digits: 0,
      },
    ],
  };
}
