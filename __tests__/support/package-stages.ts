import { packageService } from '../../tools/service/package-service.ts';
import { STAGES } from '../../tools/service/stages.ts';

/** Packages every stage, so that the tests look at what would be deployed. */
export default async function packageStages(): Promise<void> {
  const kms = packageService('prod', { folder: 'prod-kms', settings: { ENCRYPTION: 'kms' } });
  await Promise.all([...STAGES.map(packageOnce), kms]);
}

/** Packages a stage, unless this run of jest has done so for another of its projects. */
export async function packageOnce(stage: string): Promise<void> {
  const done = () => process.env.PACKAGED_STAGES?.split(' ') ?? [];
  if (done().includes(stage)) return;
  // The defaults, whatever .env says.
  Object.assign(process.env, { HIGH_VALUE_THRESHOLD: '100', ORDER_RETENTION_DAYS: '0' });
  process.stderr.write(`Packaging stage ${stage}...\n`);
  await packageService(stage);
  process.env.PACKAGED_STAGES = [...done(), stage].join(' ');
}
