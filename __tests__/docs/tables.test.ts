import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAnnouncement } from '../../src/orders/announcement.ts';
import { scriptsIn } from '../../tools/commands/help/scripts-table.ts';
import { readFixtures } from '../../tools/dev/demo/fixtures.ts';
import { blocksOf, PROJECT, read, tableUnder } from '../support/markdown.ts';

const readme = read('README.md');
const plain = (cell = '') => cell.replaceAll('`', '');

describe('the settings of README.md', () => {
  const settings = tableUnder('Settings', readme).map(([name, value]) => [plain(name), plain(value)]);
  const examples = [...read('.env.example').matchAll(/^# ([A-Z_]+)=(.*)$/gm)];

  test('are those of .env.example, with the same values, in the same order', () => {
    expect(settings).toEqual(examples.map(([, name, value]) => [name, value]));
  });

  test('have the defaults of serverless.yml and resources/', () => {
    const files = [
      'serverless.yml',
      ...readdirSync(join(PROJECT, 'resources')).map((name) => `resources/${name}`),
    ];
    const uses = files.flatMap((file) => [...read(file).matchAll(/\$\{env:(\w+), '([^']*)'\}/g)]);

    expect(uses.length).toBeGreaterThan(0);
    expect(settings).toEqual(expect.arrayContaining(uses.map(([, name, value]) => [name, value])));
  });
});

describe('the fixtures of README.md', () => {
  const rows = tableUnder('Invoke it', readme).map((cells) => cells.map(plain));

  test('are all fixtures, in the order in which they are sent', () => {
    const sent = readFixtures(join(PROJECT, 'fixtures')).map(({ name }) => name);
    const others = readdirSync(join(PROJECT, 'fixtures')).filter(
      (name) => name !== 'expected.json' && !sent.includes(name),
    );

    expect(rows.map(([fixture]) => fixture)).toEqual([...sent, ...others]);
  });

  test.each(readFixtures(join(PROJECT, 'fixtures')))(
    '$name has the function and the answer of expected.json',
    ({ name, functionName, expected }) => {
      const [, forFunction, , answer] = rows.find(([fixture]) => fixture === name) ?? [];

      expect([forFunction, answer]).toEqual([functionName, inShort(expected)]);
    },
  );
});

test('the announcement of README.md is a valid one, with no other fields', () => {
  const [sample = ''] = blocksOf(readme, 'json');

  expect(parseAnnouncement(JSON.parse(sample))).toEqual(JSON.parse(sample));
});

test('the scripts of CONTRIBUTING.md, which `npm run help` prints, are those of package.json', () => {
  const { scripts } = JSON.parse(read('package.json'));

  const listed = scriptsIn(read('CONTRIBUTING.md')).map(({ command }) => command.replace(/^npm (run )?/, ''));

  expect(listed.sort()).toEqual(Object.keys(scripts).sort());
});

/** An answer as the table shows it. */
function inShort({ answer, error }: ReturnType<typeof readFixtures>[number]['expected']): string {
  if (error !== undefined) return error.errorType;
  if ('Outcome' in answer) return `${answer.Outcome}, ${answer.Notification}`;
  return JSON.stringify(answer).replaceAll(/[{:,]/g, '$& ').replaceAll('}', ' }');
}
