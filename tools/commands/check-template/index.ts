/**
/**
 * `npm run check:template`: what would be deployed, checked by cfn-lint (every stage by CloudFormation's own schemas, prod by
 * all its rules) and checkov; what is shipped, by npm audit; the workflows of GitHub Actions, by zizmor.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, packageService } from '../../service/package-service.ts';
import { installPythonTools } from '../../service/python-tools.ts';
import { STAGES } from '../../service/stages.ts';
import { count, wrap } from '../../service/text.ts';
import { ACCEPTED, ACCEPTED_WITHOUT_OWN_KEY, type Accepted, judge } from './accepted.ts';
import { findingsIn, schemaFindingsIn, TOOLS } from './findings.ts';
import { auditShipped, notPermissive, shippedIn } from './shipped.ts';

const ENCRYPTIONS: [string, readonly Accepted[]][] = [
  ['kms', ACCEPTED],
  ['default', [...ACCEPTED, ...ACCEPTED_WITHOUT_OWN_KEY]],
];

async function checkTemplate(
  stage: string,
  encryption: string,
  accepted: readonly Accepted[],
  bin: string,
): Promise<number> {
  console.log(`\n${stage} with ENCRYPTION=${encryption}`);
  const packageDir = await packageService(stage, {
    folder: `${stage}-${encryption}`,
    settings: { ENCRYPTION: encryption },
  });
  const template = join(packageDir, 'cloudformation-template-update-stack.json');
  const { standing, unused, open } =
    stage === 'prod'
      ? judge(await findingsIn(template, bin), accepted)
      : judge(await schemaFindingsIn(template, bin), []);

  for (const { check, findings, reason } of standing) {
    console.log(`  skipped  ${check} on ${count(findings.length, 'resource')}`);
    console.log(wrap(reason, ' '.repeat(11)));
  }
  for (const { check, resource, message } of open) {
    console.log(wrap(`FOUND ${check} on ${resource}: ${message}`, '  '));
  }
  for (const check of unused) {
    console.log(wrap(`UNUSED ${check}: nothing is found any more. Take it out of accepted.ts.`, '  '));
  }
  console.log(`  ${count(open.length, 'finding')}, ${standing.length} skipped with a reason`);
  return open.length + unused.length;
}

async function checkShipped(): Promise<number> {
  console.log('\nWhat is shipped');
  const shipped = shippedIn(JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')));
  const byLicence = Map.groupBy(shipped, ({ licence }) => licence);
  for (const [licence, packages] of [...byLicence].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`  ${licence}`);
    console.log(wrap(packages.map(({ name, version }) => `${name} ${version}`).join(', '), '    '));
  }
  const refused = notPermissive(shipped);
  for (const { name, licence } of refused) {
    console.log(wrap(`FOUND ${name} under ${licence}: do without it, or allow it in shipped.ts.`, '  '));
  }

  const audit = await auditShipped();
  if ('unanswered' in audit) {
    console.log(wrap(`npm audit: NOT CHECKED, as the registry answers none (${audit.unanswered})`, '  '));
    return refused.length;
  }
  console.log(`  npm audit: known vulnerabilities: ${audit.vulnerabilities}`);
  return refused.length + audit.vulnerabilities;
}

/** zizmor says itself what it finds, and exits with 0 where that is nothing. */
function checkWorkflows(bin: string): number {
  console.log("\nThe workflows and Dependabot's settings");
  const { status } = spawnSync(join(bin, 'zizmor'), ['--offline', '--quiet', '.github'], {
    cwd: PROJECT,
    stdio: 'inherit',
  });
  return status === 0 ? 0 : 1;
}

try {
  const bin = await installPythonTools('template-checks', TOOLS);
  let problems = 0;
  for (const stage of STAGES)
    for (const [encryption, accepted] of ENCRYPTIONS)
      problems += await checkTemplate(stage, encryption, accepted, bin);
  problems += await checkShipped();
  problems += checkWorkflows(bin);
  if (problems > 0) {
    console.error(`\n${count(problems, 'problem')}. Mend each, or give the reason for it in accepted.ts.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
