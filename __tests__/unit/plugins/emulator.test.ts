import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

// Serverless loads its plugins with require, and so does this.
const Emulator = require('../../../plugins/emulator.js');

const before = { ...process.env };
let emulator: Server;
let port: number;

beforeEach(async () => {
  emulator = createServer().listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  port = (emulator.address() as AddressInfo).port;
  process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
});

afterEach(() => {
  emulator.close();
  process.env = { ...before };
});

test.each([['deploy'], ['invoke'], ['info'], ['logs'], ['remove'], ['invoke', 'local']])(
  'serverless %s %s --stage local says what to start where nothing listens',
  async (...commands) => {
    emulator.close();

    await expect(run(commands, 'local')).rejects.toThrow(
      `Nothing listens at ${process.env.AWS_ENDPOINT_URL}. Start the service there with "npm start -- --stay --port ${port}"`,
    );
  },
);

test('where the emulator is on another machine, it does not say to start the service there', async () => {
  emulator.close();
  process.env.AWS_ENDPOINT_URL = 'http://emulator.invalid:4566';

  await expect(run(['invoke'], 'local')).rejects.toThrow(
    'Nothing listens at http://emulator.invalid:4566. Start an emulator there, or say in AWS_ENDPOINT_URL where',
  );
});

test('every stage of an emulator says what to start', async () => {
  emulator.close();

  await expect(run(['invoke'], 'another')).rejects.toThrow('Nothing listens at');
});

test('it goes on where something listens', async () => {
  await expect(run(['invoke'], 'local')).resolves.toBeUndefined();
});

test.each([
  ['package', 'local'],
  ['print', 'local'],
  ['deploy', 'dev'],
])('serverless %s --stage %s needs no emulator', async (command, stage) => {
  emulator.close();

  await expect(run([command], stage)).resolves.toBeUndefined();
});

describe('the calls of a function that invoke local runs', () => {
  const access = () => [process.env.AWS_ENDPOINT_URL, process.env.AWS_ACCESS_KEY_ID, process.env.AWS_PROFILE];
  /** As Serverless does for a profile, after the command began. */
  const setProfile = () =>
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_PROFILE: 'admin' });

  test.each(['local', 'another'])('go to the emulator, with dummy credentials: stage %s', async (stage) => {
    const { begin, beforeInvokeLocal } = commandOf(['invoke', 'local'], stage);
    await begin();
    setProfile();

    beforeInvokeLocal();

    expect(access()).toEqual([`http://127.0.0.1:${port}`, 'test', undefined]);
  });

  test('are left alone on any other stage', async () => {
    const { begin, beforeInvokeLocal } = commandOf(['invoke', 'local'], 'dev', { docker: true });
    await begin();
    setProfile();

    beforeInvokeLocal();

    expect(access()).toEqual([`http://127.0.0.1:${port}`, 'AKIAREAL', 'admin']);
  });

  test('are not made in a container, from where they would go to AWS', async () => {
    const { beforeInvokeLocal } = commandOf(['invoke', 'local'], 'local', { docker: true });

    expect(beforeInvokeLocal).toThrow('Leave out --docker.');
  });
});

test('it comes before any other plugin, as some of them call AWS at once', () => {
  const initialize = [{ pluginName: 'AwsDeploy', hook: async () => {} }];

  new Emulator({ pluginManager: { hooks: { initialize } } });

  expect(initialize.map(({ pluginName }) => pluginName)).toEqual(['Emulator', 'AwsDeploy']);
});

/** What the plugin does as a command begins, and before a function is invoked in its process. */
function commandOf(commands: string[], stage: string, options: object = {}) {
  const initialize: { hook(): Promise<void> }[] = [];
  const plugin = new Emulator({
    classes: { Error },
    getProvider: () => ({}),
    pluginManager: { hooks: { initialize } },
    processedInput: { commands, options },
    service: { provider: { stage }, custom: { localstack: { stages: ['local', 'another'] } } },
  });
  return {
    begin: async () => initialize[0]?.hook(),
    beforeInvokeLocal: plugin.hooks['before:invoke:local:invoke'],
  };
}

const run = (commands: string[], stage: string) => commandOf(commands, stage).begin();
