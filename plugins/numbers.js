/**
 * `${number(...)}` in serverless.yml: turns a setting, which is text, into the number that CloudFormation expects. Text
 * that is not a number stays as it is; checked-settings.js reports it.
 */
module.exports = class Numbers {
  constructor() {
    this.configurationVariablesSources = {
      number: {
        resolve: ({ params: [value] }) => ({ value: /^\d+(\.\d+)?$/.test(value) ? Number(value) : value }),
      },
    };
  }
};
