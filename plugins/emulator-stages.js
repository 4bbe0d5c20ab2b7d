/** Whether the command's stage is for an emulator: one of `custom.localstack.stages` in serverless.yml. */
exports.isEmulatorStage = ({ service }) => service.custom.localstack.stages.includes(service.provider.stage);
