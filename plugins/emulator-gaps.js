const { isEmulatorStage } = require('./emulator-stages.js');

/** Requests that Serverless makes of every service and that LocalStack 4.14 does not know, with an answer for each. */
const ANSWERS = {
  // There is no repository of container images: no function is one.
  'ECR describeRepositories': () => {
    throw Object.assign(new Error('No repository'), {
      providerError: { code: 'RepositoryNotFoundException' },
    });
  },
  // No emulator enforces a stack policy.
  'CloudFormation setStackPolicy': () => ({}),
};

/** Answers, on the stages of emulators, what an emulator cannot. */
module.exports = class EmulatorGaps {
  constructor(serverless) {
    this.hooks = { initialize: () => isEmulatorStage(serverless) && fill(serverless.getProvider('aws')) };
  }
};

function fill(provider) {
  const ask = provider.request.bind(provider);
  provider.request = async (service, method, ...rest) => {
    const answer = ANSWERS[`${service} ${method}`];
    return answer ? answer() : ask(service, method, ...rest);
  };
}
