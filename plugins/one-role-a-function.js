/**
 * Tidies the roles that Serverless and serverless-iam-roles-per-function leave in the compiled template:
 *
 * - Removes the shared role. No function uses it, but it could receive from the queues.
 * - Removes the names of the roles. Those that CloudFormation generates always fit into IAM's 64 characters.
 * - Removes a function's dependency on its role: the reference to it is enough.
 * - Lets a function write to its log group, which is in the template, but not create log groups.
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
      // The Arn of the group ends in ":*", for its streams.
      logs.Resource = [{ 'Fn::GetAtt': [naming.getLogGroupLogicalId(name), 'Arn'] }];
    }
  }
};
