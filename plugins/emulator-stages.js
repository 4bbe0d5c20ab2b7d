/** Whether the stage is one that serverless-localstack deploys to an emulator. */
exports.isEmulatorStage = ({ service }) => service.custom.localstack.stages.includes(service.provider.stage);
