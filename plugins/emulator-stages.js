/** Whether the stage of the command is for an emulator: see `custom.localstack.stages` in serverless.yml. */
exports.isEmulatorStage = ({ service }) => service.custom.localstack.stages.includes(service.provider.stage);
