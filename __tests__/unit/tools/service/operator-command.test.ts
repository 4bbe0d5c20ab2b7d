import { expect, test } from '@jest/globals';
import { UsageError } from '../../../../tools/service/command-options.ts';
import {
  createOperatorCommand,
  type Operation,
  type OperatorCommand,
} from '../../../../tools/service/operator-command.ts';
import { createOperatorProcess } from '../../../support/operator-process.ts';

const OPTIONS = { queue: { type: 'string' }, all: { type: 'boolean' } } as const;
type Command = OperatorCommand<typeof OPTIONS, string>;

/** A command that does what `run` says, in a process in memory. */
function setUp(run: Command['run'] = async (queue) => answer(queue), settings = {}) {
  const memory = createOperatorProcess(settings);
  const command: Command = {
    name: 'look',
    help: 'Looks into a queue.',
    options: OPTIONS,
    example: '--queue OrderDLQ',
    read({ values, positionals, problems }) {
      if (positionals.length > 0) problems.push('Give options only.');
      if (values.queue === undefined) problems.push('Name a queue with --queue.');
      return values.queue ?? '';
    },
    run,
  };
  return { ...memory, look: createOperatorCommand(command, memory.commandProcess) };
}

const answer = (queue: string) => ({ lines: [`${queue} is empty.`], document: { queue } });
const fails = (error: Error) => async () => {
  throw error;
};

test('prints the lines, or with --json one document with every control character escaped', async () => {
  const { look, printed } = setUp();

  const exitCodes = [await look(['--queue', 'A']), await look(['--json', '--queue=A\u009b2J\u202e'])];

  expect(exitCodes).toEqual([0, 0]);
  expect(printed.stdout).toBe('A is empty.\n{\n  "queue": "A\\u009b2J\\u202e"\n}\n');
  expect(printed.stderr).toBe('');
});

test('prints help, whatever else is given, and connects to nothing', async () => {
  const { look, printed, connections } = setUp();

  const exitCode = await look(['--nonsense', '--help', 'more']);

  expect(exitCode).toBe(0);
  expect(printed.stdout).toBe('Looks into a queue.\n');
  expect(connections).toEqual([]);
});

test.each([
  [[], 'Name a queue with --queue.'],
  [['--queue'], '--queue needs a value. Name a queue'],
  [['--queue', '--all'], '--queue needs a value.'],
  [['--queue='], '--queue needs a value.'],
  [['--queue', 'A', '--queue', 'B'], '--queue is given twice.'],
  [['--queue', 'A', '--all=no'], '--all takes no value.'],
  [['--queue', 'A', '--que', 'B'], 'There is no option --que. Give options only.'],
  [['--queue', 'A', '--toString'], 'There is no option --toString.'],
  [['--queue', 'A', '-x'], 'There is no option -x.'],
  [['--queue', 'A', '--stage', 'a b'], '--stage takes the name of a stage, such as dev, not "a b".'],
  [['--stage', '--nonsense'], '--stage needs a value. Name a queue'],
])('%j is refused with every problem and the right form, and connects to nothing', async (args, expected) => {
  const { look, printed, text, connections } = setUp();

  const exitCode = await look(args);

  expect(exitCode).toBe(2);
  expect(printed.stdout).toBe('');
  expect(text()).toContain(expected);
  expect(printed.stderr).toMatch(/Write it like this:\n {2}npm run look -- --queue OrderDLQ\n$/);
  expect(connections).toEqual([]);
});

test.each([
  [[], {}, ['dev', undefined], 'npm run look -- --stage dev'],
  [['--stage', 'local'], {}, ['local', 'http://localhost:4566'], 'npm run look -- --stage local'],
  [['--stage', 'dev'], { AWS_ENDPOINT_URL: '' }, ['dev', undefined], 'npm run look -- --stage dev'],
  [
    ['--stage', 'local'],
    { AWS_ENDPOINT_URL: 'http://other' },
    ['local', 'http://other'],
    'AWS_ENDPOINT_URL=http://other npm run look -- --stage local',
  ],
])('%j with the environment %j is the service at %j', async (args, environment, place, expected) => {
  const { look, connections, printed } = setUp(
    async (_, { command }) => ({ lines: [command], document: {} }),
    {
      environment,
    },
  );

  await look([...args, '--queue', 'A']);

  expect(connections).toEqual([place]);
  expect(printed.stdout).toBe(`${expected}\n`);
});

const NO_STACK = 'Stack with id high-value-orders-dev does not exist';

test.each([
  [
    'dev',
    'ValidationError',
    NO_STACK,
    /^The stack of stage dev is not deployed\. .*\n {2}npx serverless deploy/s,
  ],
  ['local', 'ECONNREFUSED', '', /^Nothing answers at http:\/\/localhost:4566\..*\n {2}npm run dev$/s],
  ['dev', 'TimeoutError', 'timed out', /^AWS cannot be reached:.*try\sagain\.$/s],
  ['dev', 'CredentialsProviderError', 'None\nat all', /\(None at all\):\ssign\sin,\sor\sset\sAWS_PROFILE/],
  ['dev', 'ExpiredTokenException', 'Expired', /sign\sin,\sor\sset\sAWS_PROFILE/],
  ['dev', 'Error', 'Region is missing', /^Set AWS_REGION/],
  ['dev', 'AccessDenied', 'User may not', /^These credentials are not allowed.*User may not/],
  ['dev', 'AuthorizationErrorException', 'SNS says no', /^These credentials are not allowed.*SNS says no/],
  ['dev', 'QueueDoesNotExist', 'No queue', /^AWS knows no such queue \(No queue\)\..*serverless deploy/s],
  ['dev', 'RequestThrottled', 'Rate exceeded', /^AWS throttles these requests.*\(Rate\sexceeded\)/s],
  ['dev', 'ThrottlingException', 'Rate exceeded', /run\sthe\ssame\scommand\sagain\.$/],
  ['foo', 'ERR_INVALID_URL', 'Invalid URL', /^AWS_ENDPOINT_URL takes an address .*not "foo"\.$/],
  ['dev', 'KmsDisabled', 'Key off', /^KmsDisabled: Key off$/],
])(
  'on %s, %s is explained with what to do, without a stack trace',
  async (place, code, message, expected) => {
    const environment = place === 'foo' ? { AWS_ENDPOINT_URL: place } : {};
    const names = /^E[A-Z]/.test(code) ? { code } : { name: code };
    const error = Object.assign(new Error(message), { $metadata: {}, ...names });
    const { look, printed } = setUp(fails(error), { environment });

    const exitCode = await look(['--stage', place, '--queue', 'A', '--json']);

    expect(exitCode).toBe(1);
    expect(printed.stdout).toBe('');
    expect(printed.stderr.trimEnd()).toMatch(expected);
    expect(printed.stderr).not.toContain('    at ');
  },
);

test('a problem that is seen only later is wrong usage too', async () => {
  const { look, printed } = setUp(fails(new UsageError('There is no file orders.json.')));

  const exitCode = await look(['--queue', 'A']);

  expect(exitCode).toBe(2);
  expect(printed.stderr).toBe('There is no file orders.json.\n');
});

test.each([
  ['ends with an error', fails(new Error('aborted')), '', 'Interrupted.\n'],
  ['comes to its end', async () => answer('A'), 'A is empty.\n', ''],
])('an interrupted command that %s has the exit code 130', async (_, run, stdout, stderr) => {
  const { look, printed, interrupt } = setUp(run);
  interrupt();

  const exitCode = await look(['--queue', 'A']);

  expect(exitCode).toBe(130);
  expect(printed).toEqual({ stdout, stderr });
});

test.each([
  [['y'], true],
  [['Yes '], true],
  [['n'], false],
  [[''], false],
])('asks before it goes on: %j means %j', async (typed, expected) => {
  let isConfirmed: boolean | undefined;
  const run = async (queue: string, { confirm }: Operation) => {
    isConfirmed = await confirm('Delete it?');
    return answer(queue);
  };
  const { look, printed } = setUp(run, { typed });

  await look(['--queue', 'A']);

  expect(isConfirmed).toBe(expected);
  expect(printed.stderr).toContain('Delete it? [y/N] ');
});

test('where there is no terminal to ask on, it refuses and names --yes', async () => {
  const { look, printed } = setUp(async (queue, { confirm }) => {
    await confirm('Delete it?');
    return answer(queue);
  });

  const exitCode = await look(['--queue', 'A']);

  expect(exitCode).toBe(2);
  expect(printed).toEqual({ stdout: '', stderr: expect.stringContaining('add --yes') });
});

test.each([
  ['in place on a terminal', true, [], 'A\n', '\r2 of 9\u001b[K\r3 of 9\u001b[K\r\u001b[K'],
  ['with a line for each change elsewhere', false, [], 'A\n', '2 of 9\n3 of 9\n'],
  ['not at all with --json', false, ['--json'], '{}\n', 'A\n'],
])('shows how far it is after two seconds, %s', async (_, isTTY, args, stdout, stderr) => {
  const run: Command['run'] = async (_, { progress, print }) => {
    for (const line of ['1 of 9', '2 of 9']) progress(line);
    passTime();
    for (const line of ['2 of 9', '3 of 9']) progress(line);
    print('A');
    return { lines: [], document: {} };
  };
  const { look, printed, passTime } = setUp(run, { isTTY });

  await look(['--queue', 'A', ...args]);

  expect(printed.stdout.replace(/^\n$/m, '')).toBe(stdout);
  expect(printed.stderr).toBe(stderr);
});

test('what ends within two seconds shows nothing in between', async () => {
  const { look, printed } = setUp(async (queue, { progress }) => {
    progress('1 of 9');
    return answer(queue);
  });

  await look(['--queue', 'A']);

  expect(printed.stderr).toBe('');
});
