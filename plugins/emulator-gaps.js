const { isEmulatorStage } = require('./emulator-stages.js');

/** Requests that Serverless makes of every service and that LocalStack 4.14 does not know, with an answer for each. */
const ANSWERS = {
  // There is no repository of container images: no function is one.
  'ECR describeRepositories': () => {
    throw Object.assign(new Error('No repository'), {
      providerError: { code: 'RepositoryNotFoundException' },
    });
  },
  // LocalStack would not hold an update to it.
  'CloudFormation setStackPolicy': () => ({}),
};

/** Fills, on the stages of emulators, what LocalStack 4.14 lacks. */
module.exports = class EmulatorGaps {
  constructor(serverless) {
    const onAnEmulator = (fill) => () => isEmulatorStage(serverless) && fill(serverless);
    this.hooks = {
      initialize: onAnEmulator(answer),
      'after:aws:package:finalize:mergeCustomProviderResources': onAnEmulator(nameTopics),
    };
  }
};

function answer(serverless) {
  const provider = serverless.getProvider('aws');
  const ask = provider.request.bind(provider);
  provider.request = async (service, method, ...rest) => {
    const known = ANSWERS[`${service} ${method}`];
    return known ? known() : ask(service, method, ...rest);
  };
}

/**
 * Where a topic without a name changes, LocalStack makes another in its place, subscribes the queue to it without the
 * subscription's settings, and then fails at the subscription, as it is there with other settings.
 */
function nameTopics(serverless) {
  const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
  const stackName = serverless.getProvider('aws').naming.getStackName();
  for (const [logicalId, { Type, Properties }] of Object.entries(Resources))
    if (Type === 'AWS::SNS::Topic') Properties.TopicName = `${stackName}-${logicalId}`;
}
