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
  'serverless %s %s says what to start if nothing listens, on every stage of an emulator',
  async (...commands) => {
    emulator.close();

    for (const stage of ['local', 'another']) {
      await expect(run(commands, stage)).rejects.toThrow(
        `Nothing listens at ${process.env.AWS_ENDPOINT_URL}. Start the service there with "npm run dev -- --port ${port}"`,
      );
    }
  },
);

test('for another machine, the advice is not to start the service there', async () => {
  process.env.AWS_ENDPOINT_URL = 'http://emulator.invalid:4566';

  await expect(run(['invoke'], 'local')).rejects.toThrow(
    'Nothing listens at http://emulator.invalid:4566. Start an emulator there, or set AWS_ENDPOINT_URL to',
  );
});

test('a command goes on if something listens', async () => {
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

describe('the calls of a function in serverless invoke local', () => {
  test.each([
    ['local', {}, ['test', undefined]],
    ['another', {}, ['test', undefined]],
    ['dev', { docker: true }, ['AKIAREAL', 'admin']],
  ])(
    'go to the emulator with dummy credentials on its stages only: %s, %j',
    async (stage, options, expected) => {
      const { begin, beforeInvokeLocal } = commandOf(['invoke', 'local'], stage, options);
      await begin();
      // As Serverless does for a profile after the command has begun.
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_PROFILE: 'admin' });

      beforeInvokeLocal();

      const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env;
      expect(AWS_ENDPOINT_URL).toBe(`http://127.0.0.1:${port}`);
      expect([AWS_ACCESS_KEY_ID, AWS_PROFILE]).toEqual(expected);
    },
  );

  test('are refused in a container, where they would go to AWS', async () => {
    const { beforeInvokeLocal } = commandOf(['invoke', 'local'], 'local', { docker: true });

    expect(beforeInvokeLocal).toThrow('Leave out --docker.');
  });
});

test('the plugin runs before others, because some of them call AWS at once', () => {
  const initialize = [{ pluginName: 'AwsDeploy', hook: async () => {} }];

  new Emulator({ pluginManager: { hooks: { initialize } } });

  expect(initialize.map(({ pluginName }) => pluginName)).toEqual(['Emulator', 'AwsDeploy']);
});

/** The hooks of the plugin at the start of a command and before a function runs in its process. */
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
