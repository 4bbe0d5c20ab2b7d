import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** What a tool holds against a resource of the template. */
export type Finding = { check: string; resource: string; message: string };

/** The exact versions of the tools: a new one may know new rules. */
export const TOOLS = ['cfn-lint==1.58.0', 'cfn-lint-serverless==0.3.6', 'checkov==3.3.30', 'zizmor==1.32.0'];

/** What cfn-lint finds in a template by CloudFormation's own schemas, where a number as text is no number. */
export async function schemaFindingsIn(template: string, bin: string, ...more: string[]): Promise<Finding[]> {
  const strict = ['--configure-rule', 'E3012:strict=true'];
  return fromCfnLint(
    await json(join(bin, 'cfn-lint'), ['--format', 'json', ...strict, ...more, '--template', template]),
  );
}

/** Everything that cfn-lint, with the rules for serverless services, and checkov find in a template. */
export async function findingsIn(template: string, bin: string): Promise<Finding[]> {
  const lint = await schemaFindingsIn(template, bin, '--append-rules', 'cfn_lint_serverless.rules');
  const policies = await json(join(bin, 'checkov'), [
    ...['--skip-download', '--framework', 'cloudformation', '--output', 'json', '--file', template],
  ]);
  return [...lint, ...fromCheckov(policies)];
}

type LintMatch = { Rule: { Id: string }; Message: string; Location: { Path?: (string | number)[] | null } };

export function fromCfnLint(output: unknown): Finding[] {
  return (output as LintMatch[]).map(({ Rule, Message, Location }) => ({
    check: Rule.Id,
    resource: String(Location.Path?.[1] ?? 'template'),
    message: Message,
  }));
}

type Checkov = {
  results: { failed_checks: { check_id: string; check_name: string; resource: string }[] };
  summary: { passed: number; parsing_errors: number };
};

/** @throws where checkov could not read the template, or looked at nothing in it. */
export function fromCheckov(output: unknown): Finding[] {
  const { results, summary } = output as Checkov;
  if (summary.passed === 0 || summary.parsing_errors > 0) {
    throw new Error('checkov could not read the template: run "npm run check:template" on a clean checkout.');
  }
  return results.failed_checks.map(({ check_id, check_name, resource }) => ({
    check: check_id,
    resource: resource.split('.').at(-1) ?? resource,
    message: check_name,
  }));
}

/** What a command writes as JSON. A tool that finds something exits with another code than 0: that is no failure. */
function json(command: string, args: string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 64 * 1024 * 1024 }, (_exit, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout));
      } catch (cause) {
        reject(new Error(`${command} failed:\n${stderr || stdout}`, { cause }));
      }
    });
  });
}
