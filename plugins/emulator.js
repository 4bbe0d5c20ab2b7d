const { connect } = require('node:net');
const { DEFAULT_ENDPOINT, keepToEmulator } = require('./emulator-environment.js');
const { isEmulatorStage } = require('./emulator-stages.js');

/** Commands that call the emulator. */
const NEED_AN_EMULATOR = ['deploy', 'info', 'invoke', 'logs', 'metrics', 'remove', 'rollback'];

/**
 * Keeps commands on the emulators' stages away from AWS. If no emulator is running, a command says at once what to start;
 * the AWS SDK would retry for half a minute and then say "Inaccessible host".
 */
module.exports = class Emulator {
  constructor(serverless) {
    const pluginName = Emulator.name;
    // First, because some plugins of Serverless call AWS at once.
    serverless.pluginManager.hooks.initialize.unshift({ pluginName, hook: () => begin(serverless) });
    this.hooks = { 'before:invoke:local:invoke': () => beforeInvokeLocal(serverless) };
  }
};

async function begin(serverless) {
  if (!isEmulatorStage(serverless)) return;

  const endpoint = keepToEmulator(serverless);
  if (!NEED_AN_EMULATOR.includes(serverless.processedInput.commands[0]) || (await answers(endpoint))) return;
  throw new serverless.classes.Error(`Nothing listens at ${endpoint}. ${advice(new URL(endpoint))}`);
}

function beforeInvokeLocal(serverless) {
  if (!isEmulatorStage(serverless)) return;

  if (serverless.processedInput.options.docker) {
    throw new serverless.classes.Error(
      'In a container, the function would call AWS instead of the emulator. Leave out --docker.',
    );
  }
  // Again: Serverless has just set the profile, the credentials and the variables of --env.
  keepToEmulator(serverless);
}

function advice({ hostname, port }) {
  const elsewhere = 'set AWS_ENDPOINT_URL to the address of another emulator, such as http://localhost:5000.';
  if (!['localhost', '127.0.0.1', '[::1]'].includes(hostname))
    return `Start an emulator there, or ${elsewhere}`;
  const start = `npm run dev${port === new URL(DEFAULT_ENDPOINT).port ? '' : ` -- --port ${port || 80}`}`;
  return (
    `Start the service there with "${start}"; to deploy, start LocalStack with "docker compose up -d"; ` +
    `or ${elsewhere}`
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
