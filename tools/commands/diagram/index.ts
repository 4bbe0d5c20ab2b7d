/** `npm run diagram`: draws the compiled template of stage dev in README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageService } from '../../service/package-service.ts';
import { PROJECT } from '../../service/project.ts';
import { runCommand } from '../../service/run-command.ts';
import { readTemplate } from '../../stack/template.ts';
import { drawArchitecture, withDiagram } from './architecture.ts';

const README = join(PROJECT, 'README.md');

await runCommand(async () => {
  console.log('Packaging the service...');
  const diagram = drawArchitecture(readTemplate(await packageService('dev')));
  const before = readFileSync(README, 'utf8');
  const after = withDiagram(before, diagram);
  writeFileSync(README, after);
  console.log(`The diagram in README.md ${before === after ? 'is up to date' : 'is updated'}.`);
});
