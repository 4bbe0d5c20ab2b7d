import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const EmulatorAnswers = require('../../../plugins/emulator-answers.js');

const endpointBefore = process.env.AWS_ENDPOINT_URL;
let emulator: Server;

beforeEach(async () => {
  emulator = createServer().listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(emulator.address() as AddressInfo).port}`;
});

afterEach(() => {
  emulator.close();
  process.env.AWS_ENDPOINT_URL = endpointBefore ?? '';
});

test.each([['deploy'], ['invoke'], ['info'], ['logs'], ['remove'], ['invoke', 'local']])(
  'serverless %s %s --stage local says what to start where nothing listens',
  async (...commands) => {
    emulator.close();

    await expect(run(commands, 'local')).rejects.toThrow(
      `Nothing listens at ${process.env.AWS_ENDPOINT_URL}. Start the service there with "npm start -- --stay"`,
    );
  },
);

test('serverless deploy --stage local-prod says so too', async () => {
  emulator.close();

  await expect(run(['deploy'], 'local-prod')).rejects.toThrow('Nothing listens at');
});

test('it goes on where something listens', async () => {
  await expect(run(['invoke'], 'local')).resolves.toBeUndefined();
});

test.each([
  ['package', 'local'],
  ['package', 'local-prod'],
  ['print', 'local'],
  ['deploy', 'dev'],
])('serverless %s --stage %s needs no emulator', async (command, stage) => {
  emulator.close();

  await expect(run([command], stage)).resolves.toBeUndefined();
});

test('it looks before any other plugin, as some of them call AWS at once', () => {
  const initialize = [{ pluginName: 'AwsDeploy', hook: async () => {} }];

  new EmulatorAnswers({ pluginManager: { hooks: { initialize } } });

  expect(initialize.map(({ pluginName }) => pluginName)).toEqual(['EmulatorAnswers', 'AwsDeploy']);
});

/** What the plugin does as a command begins. */
async function run(commands: string[], stage: string): Promise<void> {
  const initialize: { hook(): Promise<void> }[] = [];
  new EmulatorAnswers({
    classes: { Error },
    pluginManager: { hooks: { initialize } },
    processedInput: { commands },
    service: { provider: { stage }, custom: { localstack: { stages: ['local', 'local-prod'] } } },
  });
  await initialize[0]?.hook();
}
