import { expect, test } from '@jest/globals';
import { DOCUMENTS, read } from '../support/markdown.ts';

const TEXTS = DOCUMENTS.map((path) => read(path).replaceAll(/\s+/g, ' '));

/** A figure in the documents, and the source it comes from. */
const FIGURES: [figure: string, file: string, source: RegExp][] = [
  ['Node 20 or later', 'package.json', /"node": ">=20"/],
  ['the Node 24 that is installed', 'package.json', /"node": "24\./],
  ['port 4566', 'tools/service/stages.ts', /EMULATOR_PORT = 4566/],
  ['up to nine others', 'serverless.yml', /batchSize: 10$/m],
  ['every five minutes', 'serverless.yml', /sweepIntervalMinutes: 5$/m],
  ['after 3 receives', 'serverless.yml', / {2}default:[\s\S]*?maxReceiveCount: 3$[\s\S]*? {2}local:/m],
  ['after 3 receives (10 on prod)', 'serverless.yml', / {2}prod:[\s\S]*?maxReceiveCount: 10$/m],
  ['wait 4 days in the queue', 'resources/topics-and-queues.js', /RetentionPeriod: 345600, \/\/ 4 days/],
  ['for 14 days', 'resources/topics-and-queues.js', /DEAD_LETTER_RETENTION = 1209600;/],
  ['three attempts', 'src/aws/clients.ts', /MAX_ATTEMPTS = 3;/],
  ['ten per call', 'src/aws/topics.ts', /BATCH_SIZE = 10;/],
  ['a list, up to 1,000', 'src/orders/publish.ts', /MAX_ORDERS = 1000;/],
  ['1 to 256 bytes', 'src/orders/order.ts', /MAX_TEXT_BYTES = 256;/],
  ['2,000 schedules', '__tests__/unit/tools/simulation/schedules.test.ts', /2_000|2000/],
  ['at most 200 lines', '__tests__/docs/lengths.test.ts', /MAX_LINES = 200;/],
];

test.each(FIGURES)('"%s" is in a document, and so in %s', (figure, file, source) => {
  expect(TEXTS.some((text) => text.includes(figure))).toBe(true);
  expect(read(file)).toMatch(source);
});

const PLUGINS = ['serverless-esbuild', 'serverless-iam-roles-per-function', 'serverless-localstack'];

test.each(['osls', ...PLUGINS, 'valibot'])('the decisions name the installed version of %s', (name) => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  const installed = { ...dependencies, ...devDependencies, osls: devDependencies.serverless.split('@')[1] };

  expect(TEXTS.some((text) => text.includes(`${name} ${installed[name]}`))).toBe(true);
});
