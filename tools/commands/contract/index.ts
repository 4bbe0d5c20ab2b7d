/** `npm run contract`: writes contract/, and fails if a change breaks a publisher or a subscriber. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageService } from '../../service/package-service.ts';
import { PROJECT } from '../../service/project.ts';
import { fail } from '../../service/run-command.ts';
import { readTemplate } from '../../stack/template.ts';
import { CONTRACT_STAGE, contractFiles } from './contract.ts';
import { problemsOf, readContract } from './gate.ts';

const HELP = `npm run contract [-- --release]

Writes contract/ from the schemas in src/orders and the compiled template, and compares it with contract/released/.
  --release   replaces contract/released/ with what it wrote, if nothing is wrong: from then on this is promised`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { release: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(HELP);
  console.log('Packaging the service...');
  const files = await contractFiles(readTemplate(await packageService(CONTRACT_STAGE)));
  write('contract', files);
  const read = (path: string) => readFileSync(join(PROJECT, path), 'utf8');
  const contractIn = (folder: string) => readContract(read(`${folder}/asyncapi.yaml`));
  const problems = problemsOf(contractIn('contract/released'), contractIn('contract'), read('CHANGELOG.md'));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  console.log('Nothing breaks a publisher or a subscriber.');
  if (values.release) write('contract/released', files);
}

function write(folder: string, files: Record<string, string>): void {
  mkdirSync(join(PROJECT, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(PROJECT, folder, name), text);
  console.log(`Wrote ${Object.keys(files).join(', ')} in ${folder}/.`);
}

await main().catch((error) => fail(error, HELP));
