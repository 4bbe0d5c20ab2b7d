/** `npm run diagram`: draws the compiled template of stage dev into README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT, packageService } from '../../service/package-service.ts';
import { readTemplate } from '../../stack/template.ts';
import { drawArchitecture } from './architecture.ts';
import { withDiagram } from './readme-block.ts';

const README = join(PROJECT, 'README.md');

try {
  console.log('Packaging the service...');
  const diagram = drawArchitecture(readTemplate(await packageService('dev')));
  const before = readFileSync(README, 'utf8');
  const after = withDiagram(before, diagram);
  writeFileSync(README, after);
  console.log(
    before === after ? 'The picture in README.md was current.' : 'Drew the picture in README.md anew.',
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
