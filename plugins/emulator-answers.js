const { connect } = require('node:net');
const { isEmulatorStage } = require('./emulator-stages.js');

/** Commands that the stages of emulators send there. */
const NEED_AN_EMULATOR = ['deploy', 'info', 'invoke', 'logs', 'metrics', 'remove', 'rollback'];

/**
 * Says at once what to start where nothing listens, on the stages of emulators. Without it the AWS SDK tries for half
 * a minute, and then says "Inaccessible host".
 */
module.exports = class EmulatorAnswers {
  constructor(serverless) {
    const pluginName = EmulatorAnswers.name;
    // Before Serverless's own, of which some call AWS at once and keep the command from ending.
    serverless.pluginManager.hooks.initialize.unshift({ pluginName, hook: () => check(serverless) });
  }
};

async function check({ service, processedInput, classes }) {
  if (!isEmulatorStage({ service }) || !NEED_AN_EMULATOR.includes(processedInput.commands[0])) return;

  const endpoint = process.env.AWS_ENDPOINT_URL || 'http://localhost:4566';
  if (await answers(endpoint)) return;
  throw new classes.Error(
    `Nothing listens at ${endpoint}. Start the service there with "npm start -- --stay"; to deploy, start LocalStack ` +
      'with "docker compose up -d"; or say in AWS_ENDPOINT_URL where another emulator is, such as http://localhost:5000.',
  );
}

function answers(endpoint) {
  const { hostname, port, protocol } = new URL(endpoint);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || defaultPort,
      timeout: 3_000,
    });
    const settle = (result) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
