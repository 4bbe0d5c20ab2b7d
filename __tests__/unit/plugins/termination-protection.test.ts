import { expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const TerminationProtection = require('../../../plugins/termination-protection.js');

test('a stack with termination protection is not removed, and the error says how to disable the protection', async () => {
  const { remove } = pluginFor({ EnableTerminationProtection: true });

  await expect(remove()).rejects.toThrow(
    'Stack high-value-orders-prod has termination protection, so nothing was removed. To remove it, first run: ' +
      'aws cloudformation update-termination-protection --stack-name high-value-orders-prod --region eu-west-1 ' +
      '--no-enable-termination-protection',
  );
});

test.each([{ EnableTerminationProtection: false }, {}])('a stack with %j is removed', async (stack) => {
  const { remove, requests } = pluginFor(stack);

  await expect(remove()).resolves.toBeUndefined();

  expect(requests).toEqual([['CloudFormation', 'describeStacks', { StackName: 'high-value-orders-prod' }]]);
});

test('an error of CloudFormation is passed on', async () => {
  const { remove } = pluginFor(new Error('Stack with id high-value-orders-prod does not exist'));

  await expect(remove()).rejects.toThrow('does not exist');
});

/** The plugin on stage prod. CloudFormation answers with that stack, or fails. */
function pluginFor(answer: object) {
  const requests: unknown[][] = [];
  const provider = {
    naming: { getStackName: () => 'high-value-orders-prod' },
    getRegion: () => 'eu-west-1',
    request: async (...request: unknown[]) => {
      requests.push(request);
      if (answer instanceof Error) throw answer;
      return { Stacks: [answer] };
    },
  };
  const plugin = new TerminationProtection({ classes: { Error }, getProvider: () => provider });
  // The next hook of `serverless remove` empties the deployment bucket.
  return { remove: (): Promise<void> => plugin.hooks['before:remove:remove'](), requests };
}
