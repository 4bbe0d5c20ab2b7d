/**
 * Tidies the roles that Serverless and serverless-iam-roles-per-function leave in the compiled template:
 *
 * - The shared role goes. No function uses it, yet it may still drain the queues.
 * - A role has no name of its own: CloudFormation's always fits into the 64 characters that IAM allows.
 * - A function waits for its role because it names it; that it also depends on it says nothing more.
 * - A function may write to its log group, which the template makes, and not make log groups.
 */
module.exports = class OneRoleAFunction {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = { 'before:package:finalize': () => this.tidy() };
  }

  tidy() {
    const { service } = this.serverless;
    const { Resources } = service.provider.compiledCloudFormationTemplate;
    const { naming } = this.serverless.getProvider('aws');

    delete Resources[naming.getRoleLogicalId()];

    for (const name of service.getAllFunctions()) {
      const lambda = Resources[naming.getLambdaLogicalId(name)];
      const roleId = lambda.Properties.Role['Fn::GetAtt'][0];
      const role = Resources[roleId];
      if (role === undefined) {
        throw new this.serverless.classes.Error(
          `Function ${name} has no role of its own: give it iamRoleStatements in serverless.yml.`,
        );
      }
      delete role.Properties.RoleName;
      lambda.DependsOn = lambda.DependsOn.filter((id) => id !== roleId);
      const statements = role.Properties.Policies[0].PolicyDocument.Statement;
      const logs = statements.find(({ Action }) => Action.includes('logs:PutLogEvents'));
      logs.Action = ['logs:CreateLogStream', 'logs:PutLogEvents'];
      // The group's Arn ends in ":*", which stands for the streams within it.
      logs.Resource = [{ 'Fn::GetAtt': [naming.getLogGroupLogicalId(name), 'Arn'] }];
    }
  }
};
