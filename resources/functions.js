/** What resources need of every function in serverless.yml; each export is one `${file(resources/functions.js):...}`. */
const { functionPart, getAtt, ref } = require('./parts.js');

const ofEach = async (resolveVariable, make) =>
  Object.keys(await resolveVariable('self:functions')).map(make);

/** References to the functions' log groups. */
exports.logGroups = ({ resolveVariable }) =>
  ofEach(resolveVariable, (name) => ref(functionPart(name, 'LogGroup')));

/** References to the functions' roles. */
exports.roles = ({ resolveVariable }) =>
  ofEach(resolveVariable, (name) => ref(functionPart(name, 'IamRoleLambdaExecution')));

/** What `npm run follow` has to know: where the functions log, and when sweep announces an order again. */
exports.outputs = async ({ resolveVariable }) => ({
  Outputs: {
    LogGroupNames: {
      Description: "The functions' log groups",
      Value: { 'Fn::Join': [',', await exports.logGroups({ resolveVariable })] },
    },
    SweepGraceSeconds: {
      Description: 'Seconds an order can be pending before sweep announces it again',
      Value: String(await resolveVariable('param:sweepGraceSeconds')),
    },
    SweepIntervalMinutes: {
      Description: 'Minutes between sweeps',
      Value: String(await resolveVariable('param:sweepIntervalMinutes')),
    },
  },
});

/** With ENCRYPTION=kms: encrypts the functions' settings and logs under the service's own key. */
exports.encryption = async ({ resolveVariable }) => {
  if ((await resolveVariable('param:encryption')) !== 'kms') return {};
  const key = getAtt('EncryptionKey', 'Arn');
  const extensions = await ofEach(resolveVariable, (name) => [
    [functionPart(name, 'LogGroup'), { Properties: { KmsKeyId: key } }],
    [
      functionPart(name, 'LambdaFunction'),
      { Properties: { KmsKeyArn: key }, DependsOn: ['EncryptionKeyUse'] },
    ],
  ]);
  return { extensions: Object.fromEntries(extensions.flat()) };
};
