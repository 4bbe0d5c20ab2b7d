/**
 * Stops `serverless remove` if the stack has termination protection. CloudFormation would refuse too, but only after
 * Serverless has emptied the deployment bucket, which holds the bundles for a rollback.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
 */
module.exports = class TerminationProtection {
  constructor(serverless) {
    this.hooks = { 'before:remove:remove': () => check(serverless) };
  }
};

async function check(serverless) {
  const provider = serverless.getProvider('aws');
  const StackName = provider.naming.getStackName();
  const { Stacks } = await provider.request('CloudFormation', 'describeStacks', { StackName });
  if (!Stacks[0].EnableTerminationProtection) return;
  throw new serverless.classes.Error(
    `Stack ${StackName} has termination protection, so nothing was removed. To remove it, first run: ` +
      `aws cloudformation update-termination-protection --stack-name ${StackName} --region ${provider.getRegion()} ` +
      '--no-enable-termination-protection',
  );
}
