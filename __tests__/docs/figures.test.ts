import { describe, expect, test } from '@jest/globals';
import { DOCUMENTS, read } from '../support/markdown.ts';

/** What the documents say, and the place that makes it so. When that place changes, so do the documents. */
const FIGURES: [said: RegExp, file: string, source: RegExp][] = [
  [/Node 20 or later/, 'package.json', /"node": ">=20"/],
  [/the Node 24 that is installed/, 'package.json', /"node": "24\./],
  [/port 4566/, 'tools/dev/index.ts', /LOCALSTACK_PORT = '4566'/],
  [/up to nine others/, 'serverless.yml', /batchSize: 10$/m],
  [/every five minutes/, 'serverless.yml', /sweepIntervalMinutes: 5$/m],
  [
    /after 3 receives \(10 on prod\)/,
    'serverless.yml',
    / {2}default:[\s\S]*?maxReceiveCount: 3$[\s\S]*? {2}local:/m,
  ],
  [/after 3 receives \(10 on prod\)/, 'serverless.yml', / {2}prod:[\s\S]*?maxReceiveCount: 10$/m],
  [/wait 4 days in the queue/, 'resources/high-value.yml', /MessageRetentionPeriod: 345600 # 4 days/],
  [/for 14 days/, 'resources/order-intake.yml', /MessageRetentionPeriod: 1209600 # 14 days/],
  [/three attempts/, 'src/aws/clients.ts', /MAX_ATTEMPTS = 3;/],
  [/ten a call/, 'src/aws/topics.ts', /BATCH_SIZE = 10;/],
  [/a list, up to 1,000/, 'src/orders/publish.ts', /MAX_ORDERS = 1000;/],
  [/1 to 256 bytes/, 'src/orders/order.ts', /MAX_TEXT_BYTES = 256;/],
  [/2,000 schedules/, '__tests__/unit/tools/simulation/schedules.test.ts', /2_000|2000/],
  [/at most 200 lines/, '__tests__/docs/lengths.test.ts', /MAX_LINES = 200;/],
  [/osls 3\.77\.1/, 'package.json', /"serverless": "npm:osls@3\.77\.1"/],
  [/serverless-esbuild 1\.57\.2/, 'package.json', /"serverless-esbuild": "1\.57\.2"/],
  [
    /serverless-iam-roles-per-function 3\.2\.0/,
    'package.json',
    /"serverless-iam-roles-per-function": "3\.2\.0"/,
  ],
  [/serverless-localstack 1\.4\.0/, 'package.json', /"serverless-localstack": "1\.4\.0"/],
  [/valibot 1\.5\.0/, 'package.json', /"valibot": "1\.5\.0"/],
];

describe.each(FIGURES)('"%s"', (said, file, source) => {
  test('is said in a document', () => {
    const documents = DOCUMENTS.map((path) => read(path).replaceAll(/\s+/g, ' '));

    expect(documents.some((text) => said.test(text))).toBe(true);
  });

  test(`is so, by ${file}`, () => {
    expect(read(file)).toMatch(source);
  });
});
