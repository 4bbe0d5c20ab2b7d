import { packageService } from '../../local/package-service.ts';

/** Packages every stage, so that the tests look at what would be deployed. One after the other: they share a folder. */
export default async function packageStages(): Promise<void> {
  process.env.HIGH_VALUE_THRESHOLD = '100';
  for (const stage of ['local', 'dev', 'prod']) await packageService(stage);
}
