/** Whether commands for this stage go to an emulator: whether it is one of `custom.localstack.stages`. */
function isEmulatorStage({ service }) {
  return service.custom.localstack.stages.includes(service.provider.stage);
}

module.exports = { isEmulatorStage };
