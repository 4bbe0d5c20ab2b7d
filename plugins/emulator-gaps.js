const { isEmulatorStage } = require('./emulator-stages.js');

/** Answers to requests that Serverless makes for every service and that LocalStack 4.14 does not support. */
const ANSWERS = {
  // No function is a container image.
  'ECR describeRepositories': () => {
    throw Object.assign(new Error('No repository'), {
      providerError: { code: 'RepositoryNotFoundException' },
    });
  },
  // LocalStack would not enforce it.
  'CloudFormation setStackPolicy': () => ({}),
};

/** Works around gaps of LocalStack 4.14, on the emulators' stages. */
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
 * When a topic without a name changes, LocalStack replaces it, subscribes the queue to the new one without the
 * subscription's settings, and then fails to update the subscription, because it exists with other settings.
 */
function nameTopics(serverless) {
  const { Resources } = serverless.service.provider.compiledCloudFormationTemplate;
  const stackName = serverless.getProvider('aws').naming.getStackName();
  for (const [logicalId, { Type, Properties }] of Object.entries(Resources))
    if (Type === 'AWS::SNS::Topic') Properties.TopicName = `${stackName}-${logicalId}`;
}
