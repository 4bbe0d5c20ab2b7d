import { expect, test } from '@jest/globals';
import { commandsOf, read } from '../../support/markdown.ts';
import { service } from '../../support/service.ts';

test('docs/contract.md has the ARNs of the topics of this stack', async () => {
  const exports = commandsOf(read('docs/contract.md')).filter((line) => line.startsWith('export '));

  const arns = exports.flatMap((line) => /\w+_TOPIC_ARN=(\S+)/.exec(line)?.[1] ?? []);

  expect(arns).toEqual([
    await service.output('OrderTopicArn'),
    await service.output('HighValueOrderTopicArn'),
  ]);
});
