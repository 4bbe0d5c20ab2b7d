/**
 * `npm run check:template`: checks what would be deployed with cfn-lint (every stage) and checkov (prod), what is
 * shipped by its licences and with npm audit, and the workflows of GitHub Actions with zizmor.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageService } from '../../service/package-service.ts';
import { PROJECT } from '../../service/project.ts';
import { installPythonTools } from '../../service/python-tools.ts';
import { runCommand } from '../../service/run-command.ts';
import { STAGES } from '../../service/stages.ts';
import { count, wrap } from '../../service/text.ts';
import { auditShipped, notPermissive, shippedIn } from './shipped.ts';

/** The exact versions: a new one may have new checks. */
const TOOLS = ['cfn-lint==1.58.0', 'cfn-lint-serverless==0.3.6', 'checkov==3.3.30', 'zizmor==1.32.0'];
/** How cfn-lint and checkov run, and which checks they skip. */
const CFN_LINT = join(import.meta.dirname, 'cfn-lint.yaml');
const CHECKOV = join(import.meta.dirname, 'checkov.yaml');

const failed: string[] = [];

function report(what: string, findings: readonly string[]): void {
  console.log(`${findings.length === 0 ? 'ok    ' : 'FAILED'}  ${what}`);
  for (const finding of findings) console.log(wrap(finding, ' '.repeat(8)));
  if (findings.length > 0) failed.push(what);
}

/** Runs a tool that prints what it finds, and exits with 0 if that is nothing. */
async function run(what: string, command: string, args: string[]): Promise<void> {
  const tool = spawn(command, args, { cwd: PROJECT, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(tool, 'exit');
  report(what, code === 0 ? [] : [`See above (exit code ${code}).`]);
}

/** cfn-lint checks every stage; checkov checks prod, where every encryption key is the account's own. */
async function checkTemplates(bin: string): Promise<void> {
  for (const stage of STAGES) {
    for (const ENCRYPTION of ['default', 'kms']) {
      const folder = await packageService(stage, {
        folder: `${stage}-${ENCRYPTION}`,
        settings: { ENCRYPTION },
      });
      const template = join(folder, 'cloudformation-template-update-stack.json');
      const name = `${stage} with ENCRYPTION=${ENCRYPTION}`;
      const lintOptions = ['--config-file', CFN_LINT, '--template', template];
      await run(`cfn-lint: ${name}`, join(bin, 'cfn-lint'), lintOptions);
      if (name !== 'prod with ENCRYPTION=kms') continue;
      await run(`checkov: ${name}`, join(bin, 'checkov'), ['--config-file', CHECKOV, '--file', template]);
      await checkSkips(bin, template);
    }
  }
}

/** A skipped check that finds nothing any more would hide what it finds later. */
async function checkSkips(bin: string, template: string): Promise<void> {
  const found =
    (await outputOf(join(bin, 'cfn-lint'), ['-a', 'cfn_lint_serverless.rules', '--template', template])) +
    (await outputOf(join(bin, 'checkov'), ['--skip-download', '--compact', '--quiet', '--file', template]));
  const skipped = [CFN_LINT, CHECKOV].flatMap(
    (file) => readFileSync(file, 'utf8').match(/(?<=^ +- )(ES\d+|CKV_\w+)$/gm) ?? [],
  );
  const unused = skipped.filter((id) => !found.includes(id));
  report(
    `${skipped.length} skipped checks find something`,
    unused.map((id) => `${id} finds nothing: remove it from ${id.startsWith('ES') ? CFN_LINT : CHECKOV}.`),
  );
}

/** What a tool prints, whatever its exit code. */
function outputOf(command: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const maxBuffer = 64 * 1024 * 1024;
    execFile(command, args, { cwd: PROJECT, maxBuffer }, (_exit, stdout) => resolve(stdout));
  });
}

async function checkShipped(): Promise<void> {
  const shipped = shippedIn(JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')));
  const licences = [...new Set(shipped.map(({ licence }) => licence))].sort().join(', ');
  report(
    `licences of ${count(shipped.length, 'shipped package')}: ${licences}`,
    notPermissive(shipped).map(
      ({ name, licence }) => `${name} under ${licence}: remove it, or allow the licence in shipped.ts.`,
    ),
  );

  const audit = await auditShipped();
  if ('unanswered' in audit) {
    console.log(`skipped npm audit: the registry does not answer (${audit.unanswered})`);
    return;
  }
  const { vulnerabilities } = audit;
  report('npm audit', vulnerabilities === 0 ? [] : [`${vulnerabilities} known: run "npm audit --omit=dev".`]);
}

await runCommand(async () => {
  const bin = await installPythonTools('template-checks', TOOLS);
  await checkTemplates(bin);
  await checkShipped();
  await run('zizmor: .github', join(bin, 'zizmor'), ['--offline', '--quiet', '.github']);
  console.log(failed.length === 0 ? '\nAll checks passed.' : `\n${count(failed.length, 'check')} failed.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
});
