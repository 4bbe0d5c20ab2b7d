/**
 * `${number(...)}` in serverless.yml: a setting from the environment is text, and CloudFormation asks for a number
 * where a property is one. Text that is no number stays, for checked-settings.js to name.
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
